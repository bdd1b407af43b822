// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory in the hands of a class: its destructor is trusted, for it may not be
// inlined, and what packs pointers together with other bits as well.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>
#include <cstdint>

class Text {
public:
  explicit Text(int n) { data.bytes = (char *)PyMem_Malloc(n); }
  ~Text();
  int size() const;

private:
  struct {
    char *bytes;
    int flags;
  } data;
};

PyObject *holder_right() {
  Text text(10);
  return PyLong_FromLong(text.size());
}

struct Packed {
  uintptr_t bits;
};

void pack_right(Packed *to) {
  char *p = (char *)PyMem_Malloc(10);
  to->bits = (to->bits & 7) | (uintptr_t)p;
}

struct Plain {
  char *bytes;
};

PyObject *plain_wrong(PyObject *arg) {
  Plain plain;
  plain.bytes = (char *)PyMem_Malloc(10); // expected-warning{{Leak of the memory from 'PyMem_Malloc'}}
  if (PyObject_IsTrue(arg) < 0)
    return nullptr;
  PyMem_Free(plain.bytes);
  Py_RETURN_NONE;
}
