//===- core.h - What the generated wrappers and the core share ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_PROOF_CORE_H
#define PYREFCHECK_PROOF_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <datetime.h>
#include <frameobject.h>
#include <structmember.h>

// Newer than 3.8.
#ifndef Py_SET_REFCNT
#define Py_SET_REFCNT(o, n) (Py_REFCNT(o) = (n))
#endif

/// An argument or a result.
typedef union {
  void *p;
  long long i;
  double d;
} Value;

/// Kinds: 'o' object, 'p' other pointer, 'i' integer, 'd' double, 'v' nothing.
typedef struct {
  const char *Name;
  /// NULL if the interpreter does not export the function.
  const void *Function;
  void (*Call)(Value *, Value *);
  const char *Kinds;
  char Result;
} Wrapper;

/// Generated; ends with a name that is NULL.
extern const Wrapper Wrappers[];

/// For wrappers of what is called through it.
extern PyDateTime_CAPI *DateTimeApi;

/// Adds the addresses of C things that recipes use to a module.
int addThings(PyObject *Module);

#endif
