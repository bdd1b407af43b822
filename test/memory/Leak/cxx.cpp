// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holders in C++ that free in their destructors; new and delete are not ours.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>
#include <memory>
#include <utility>

int new_right() {
  int *p = new int[10];
  p[0] = 1;
  int n = p[0];
  delete[] p;
  return n;
}

template <typename T> class Memory {
public:
  explicit Memory(size_t N)
      : P(static_cast<T *>(PyMem_Malloc(N * sizeof(T)))) {}
  Memory(Memory &&Other) : P(Other.P) { Other.P = nullptr; }
  Memory(const Memory &) = delete;
  ~Memory() { PyMem_Free(P); }
  T *get() const { return P; }
  T *release() {
    T *Result = P;
    P = nullptr;
    return Result;
  }

private:
  T *P;
};

int holder_right(PyObject *arg) {
  Memory<int> m(10);
  if (!m.get())
    return -1;
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  return 0;
}

int moved_right(PyObject *arg) {
  Memory<int> m(10);
  Memory<int> other(std::move(m));
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  return other.get() ? 0 : -1;
}

int *released_right() {
  Memory<int> m(10);
  return m.release();
}

int released_twice() {
  Memory<int> m(10);
  if (!m.get())
    return -1;
  PyMem_Free(m.release());
  return 0;
}

struct Free {
  void operator()(void *p) const { PyMem_Free(p); }
};

PyObject *unique_right(PyObject *arg) {
  std::unique_ptr<wchar_t, Free> w(PyUnicode_AsWideCharString(arg, nullptr));
  if (!w)
    return nullptr;
  return PyLong_FromLong(w.get()[0]);
}

PyObject *plain_wrong(PyObject *arg) {
  wchar_t *w = PyUnicode_AsWideCharString(arg, nullptr); // expected-warning {{Leak of the memory from 'PyUnicode_AsWideCharString'}}
  if (!w)
    return nullptr;
  return PyLong_FromLong(w[0]);
}

class Gil {
public:
  Gil() : State(PyGILState_Ensure()) {}
  ~Gil() { PyGILState_Release(State); }

private:
  PyGILState_STATE State;
};

int gil_right(PyObject *arg) {
  Gil gil;
  return PyObject_IsTrue(arg);
}

class Detached {
public:
  Detached() : Save(PyEval_SaveThread()) {}
  ~Detached() { PyEval_RestoreThread(Save); }

private:
  PyThreadState *Save;
};

int detached_right(int (*work)()) {
  Detached d;
  return work();
}

class Buffer {
public:
  Buffer() { View.obj = nullptr; }
  ~Buffer() {
    if (View.obj)
      PyBuffer_Release(&View);
  }
  bool get(PyObject *o) {
    return PyObject_GetBuffer(o, &View, PyBUF_SIMPLE) == 0;
  }
  Py_ssize_t size() const { return View.len; }

private:
  Py_buffer View;
};

Py_ssize_t buffer_right(PyObject *arg) {
  Buffer b;
  if (!b.get(arg))
    return -1;
  return b.size();
}

Py_ssize_t buffer_wrong(PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) != 0) // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer'}}
    return -1;
  return view.len;
}

// A lambda that cleans up.
template <typename F> struct Finally {
  F Do;
  ~Finally() { Do(); }
};

int lambda_right(PyObject *arg) {
  char *p = static_cast<char *>(PyMem_Malloc(10));
  auto release = [&] { PyMem_Free(p); };
  Finally<decltype(release)> cleanup{release};
  return PyObject_IsTrue(arg);
}
