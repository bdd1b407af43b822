// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <Python.h>

class Released {
public:
  Released() : State(PyEval_SaveThread()) {}
  ~Released() { PyEval_RestoreThread(State); }

private:
  PyThreadState *State;
};

// How, can't be seen.
class Acquired {
public:
  Acquired();
  ~Acquired();
};
