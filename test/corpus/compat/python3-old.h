/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Force-included before releases written for Python 3 before 3.10: gives back
 * what they use and newer headers took away. */

#ifndef PYREFCHECK_CORPUS_PYTHON3_OLD_H
#define PYREFCHECK_CORPUS_PYTHON3_OLD_H

/* Each of these releases defines this itself, but only after this header. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Assignable until 3.10. */
#undef Py_TYPE
#define Py_TYPE(ob) (((PyObject *)(ob))->ob_type)
#undef Py_SIZE
#define Py_SIZE(ob) (((PyVarObject *)(ob))->ob_size)
#undef Py_REFCNT
#define Py_REFCNT(ob) (((PyObject *)(ob))->ob_refcnt)

/* A public structure until 3.7; psycopg2 walks the list of interpreters. */
#if PY_VERSION_HEX >= 0x03080000
struct _is {
  struct _is *next;
};
#endif

#endif
