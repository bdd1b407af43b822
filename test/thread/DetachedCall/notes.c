// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The path says where the thread state was detached.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

PyObject *f(PyObject *arg) {
  // CHECK-DAG: notes.c:[[#@LINE+1]]:{{.*}} note: Detached thread state from 'PyEval_SaveThread'
  PyThreadState *save = PyEval_SaveThread();
  // CHECK-DAG: notes.c:[[#@LINE+1]]:{{.*}} warning: Call of 'PyErr_SetNone', which needs the GIL, while the thread state is detached; move it out of the part between Py_BEGIN_ALLOW_THREADS and Py_END_ALLOW_THREADS [rank: high] [cpython.thread.DetachedCall]
  PyErr_SetNone(PyExc_OSError);
  PyEval_RestoreThread(save);
  return NULL;
}
