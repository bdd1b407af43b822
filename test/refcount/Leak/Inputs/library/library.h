// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

inline void keeps_to_itself(PyObject *object) { PyObject_Str(object); }

inline PyObject *makes(PyObject *object) { return PyObject_Str(object); }
