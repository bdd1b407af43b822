// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks, the GIL, thread and interpreter states: what was taken is given back.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <pythread.h>

int lock_wrong(void) {
  PyThread_type_lock lock = PyThread_allocate_lock(); // expected-warning {{Leak of the lock from 'PyThread_allocate_lock': it is owned here and never released; a call of 'PyThread_free_lock' is missing [rank: high]}}
  if (lock == NULL)
    return -1;
  PyThread_acquire_lock(lock, WAIT_LOCK);
  PyThread_release_lock(lock);
  return 0;
}

int lock_right(void) {
  PyThread_type_lock lock = PyThread_allocate_lock();
  if (lock == NULL)
    return -1;
  PyThread_acquire_lock(lock, WAIT_LOCK);
  PyThread_release_lock(lock);
  PyThread_free_lock(lock);
  return 0;
}

typedef struct {
  PyObject_HEAD
  PyThread_type_lock lock;
} Locked;

int member_right(Locked *self) {
  self->lock = PyThread_allocate_lock();
  return self->lock ? 0 : -1;
}

static PyThread_type_lock global_lock;

int global_right(void) {
  if (global_lock == NULL)
    global_lock = PyThread_allocate_lock();
  return global_lock ? 0 : -1;
}

void callback_wrong(PyObject *function) {
  PyGILState_STATE state = PyGILState_Ensure(); // expected-warning {{Leak of the thread state from 'PyGILState_Ensure': it is owned here and never released; a call of 'PyGILState_Release' is missing [rank: medium]}}
  PyObject *result = PyObject_CallObject(function, NULL);
  if (result == NULL)
    return;
  Py_DECREF(result);
  PyGILState_Release(state);
}

void callback_right(PyObject *function) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyObject *result = PyObject_CallObject(function, NULL);
  if (result == NULL)
    PyErr_Print();
  Py_XDECREF(result);
  PyGILState_Release(state);
}

int save_wrong(int (*work)(void)) {
  PyThreadState *save = PyEval_SaveThread(); // expected-warning {{Leak of the detached thread state from 'PyEval_SaveThread': it is owned here and never released; a call of 'PyEval_RestoreThread' is missing [rank: high]}}
  if (work() < 0)
    return -1;
  PyEval_RestoreThread(save);
  return 0;
}

int save_right(int (*work)(void)) {
  PyThreadState *save = PyEval_SaveThread();
  int n = work();
  PyEval_RestoreThread(save);
  return n;
}

int macros_wrong(int (*work)(void)) {
  Py_BEGIN_ALLOW_THREADS // expected-warning {{Leak of the detached thread state from 'PyEval_SaveThread'}}
  if (work() < 0)
    return -1;
  Py_END_ALLOW_THREADS
  return 0;
}

int macros_right(int (*work)(void)) {
  int n;
  Py_BEGIN_ALLOW_THREADS
  n = work();
  Py_END_ALLOW_THREADS
  return n;
}

int block_wrong(int (*work)(void)) {
  Py_BEGIN_ALLOW_THREADS
  if (work() < 0) {
    Py_BLOCK_THREADS
    PyErr_SetNone(PyExc_OSError);
    Py_UNBLOCK_THREADS // expected-warning {{Leak of the detached thread state from 'PyEval_SaveThread'}}
    return -1;
  }
  Py_END_ALLOW_THREADS
  return 0;
}

int block_right(int (*work)(void)) {
  Py_BEGIN_ALLOW_THREADS
  if (work() < 0) {
    Py_BLOCK_THREADS
    PyErr_SetNone(PyExc_OSError);
    return -1;
  }
  Py_END_ALLOW_THREADS
  return 0;
}

int block_again_right(int (*work)(void)) {
  int n;
  Py_BEGIN_ALLOW_THREADS
  n = work();
  Py_BLOCK_THREADS
  PyErr_SetNone(PyExc_OSError);
  Py_UNBLOCK_THREADS
  n += work();
  Py_END_ALLOW_THREADS
  return n;
}

// A function gets what is detached by value, and attaches it for a time: it is
// the same that it detaches again.
static int poll(int (*work)(void), PyThreadState *_save) {
  for (;;) {
    if (work() < 0)
      return -1;
    Py_BLOCK_THREADS
    int n = PyErr_CheckSignals();
    Py_UNBLOCK_THREADS
    if (n < 0)
      return -1;
  }
}

int by_value_right(int (*work)(void)) {
  int n;
  Py_BEGIN_ALLOW_THREADS
  n = poll(work, _save);
  Py_END_ALLOW_THREADS
  return n;
}

int by_value_elsewhere_right(int (*work)(void), PyThreadState *_save) {
  Py_BLOCK_THREADS
  int n = PyErr_CheckSignals();
  Py_UNBLOCK_THREADS
  return n < 0 ? -1 : work();
}

static int signals(PyThreadState *_save) {
  Py_BLOCK_THREADS
  int n = PyErr_CheckSignals();
  if (n < 0)
    return -1;
  Py_UNBLOCK_THREADS // expected-warning {{Leak of the detached thread state from 'PyEval_SaveThread'}}
  return 0;
}

int by_value_wrong(int (*work)(void)) {
  PyThreadState *save = PyEval_SaveThread();
  int n = work();
  if (signals(save) == 0)
    return n;
  return -1;
}

// Saved in memory: given back elsewhere.
struct context {
  PyThreadState *save;
  PyGILState_STATE state;
};

void leave(struct context *c) { c->save = PyEval_SaveThread(); }
void enter(struct context *c) { PyEval_RestoreThread(c->save); }
void ensure(struct context *c) { c->state = PyGILState_Ensure(); }
void release(struct context *c) { PyGILState_Release(c->state); }

#ifndef PYPY_VERSION
int interpreter_wrong(void) {
  PyThreadState *tstate = Py_NewInterpreter(); // expected-warning {{Leak of the interpreter from 'Py_NewInterpreter'}}
  if (tstate == NULL)
    return -1;
  return PyRun_SimpleString("x = 1");
}

int interpreter_right(void) {
  PyThreadState *tstate = Py_NewInterpreter();
  if (tstate == NULL)
    return -1;
  int n = PyRun_SimpleString("x = 1");
  Py_EndInterpreter(tstate);
  return n;
}
#endif

int tstate_wrong(PyInterpreterState *interp) {
  PyThreadState *tstate = PyThreadState_New(interp); // expected-warning {{Leak of the thread state from 'PyThreadState_New'}}
  if (tstate == NULL)
    return -1;
  PyThreadState_Clear(tstate);
  return 0;
}

int tstate_right(PyInterpreterState *interp) {
  PyThreadState *tstate = PyThreadState_New(interp);
  if (tstate == NULL)
    return -1;
  PyThreadState_Clear(tstate);
  PyThreadState_Delete(tstate);
  return 0;
}

// Attached, it is the current one, which others delete.
int attached_right(PyInterpreterState *interp, int (*work)(void)) {
  PyThreadState *tstate = PyThreadState_New(interp);
  if (tstate == NULL)
    return -1;
  PyEval_RestoreThread(tstate);
  int n = work();
  PyThreadState_Clear(tstate);
  PyThreadState_DeleteCurrent();
  return n;
}

#ifndef PYPY_VERSION
int swapped_right(PyInterpreterState *interp) {
  PyThreadState *tstate = PyThreadState_New(interp);
  if (tstate == NULL)
    return -1;
  PyThreadState *old = PyThreadState_Swap(tstate);
  int n = PyRun_SimpleString("x = 1");
  Py_EndInterpreter(tstate);
  PyThreadState_Swap(old);
  return n;
}
#endif

int tss_wrong(void) {
  Py_tss_t *key = PyThread_tss_alloc(); // expected-warning {{Leak of the key from 'PyThread_tss_alloc'}}
  if (key == NULL)
    return -1;
  if (PyThread_tss_create(key) != 0)
    return -1;
  PyThread_tss_free(key);
  return 0;
}

int tss_right(void) {
  Py_tss_t *key = PyThread_tss_alloc();
  if (key == NULL)
    return -1;
  int n = PyThread_tss_create(key);
  PyThread_tss_free(key);
  return n;
}
