// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files: what only uses them leaves them open, what closes them is known.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <marshal.h>

int printed_wrong(const char *name, int n) {
  FILE *f = fopen(name, "w"); // expected-warning {{Leak of the file from 'fopen'}}
  if (f == NULL)
    return -1;
  if (fprintf(f, "%d\n", n) < 0)
    return -1;
  fputs("end", f);
  fclose(f);
  return 0;
}

int printed_right(const char *name, int n) {
  FILE *f = fopen(name, "w");
  if (f == NULL)
    return -1;
  if (fprintf(f, "%d\n", n) < 0) {
    fclose(f);
    return -1;
  }
  fputs("end", f);
  return fclose(f);
}

int read_wrong(const char *name, char *to) {
  FILE *f = fopen(name, "rb"); // expected-warning {{Leak of the file from 'fopen'}}
  if (f == NULL)
    return -1;
  if (fread(to, 1, 10, f) != 10 || feof(f))
    return -1;
  fclose(f);
  return 0;
}

int read_right(const char *name, char *to) {
  FILE *f = fopen(name, "rb");
  if (f == NULL)
    return -1;
  int ok = fread(to, 1, 10, f) == 10;
  fclose(f);
  return ok ? 0 : -1;
}

#ifndef PYPY_VERSION
// Python is asked to close it.
int run_right(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return -1;
  return PyRun_SimpleFileEx(f, name, 1);
}

PyObject *run_in_right(const char *name, PyObject *globals) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return NULL;
  PyObject *result = PyRun_FileEx(f, name, Py_file_input, globals, globals, 1);
  if (result == NULL)
    return NULL;
  return result;
}

int run_wrong(const char *name) {
  FILE *f = fopen(name, "r"); // expected-warning {{Leak of the file from 'fopen'}}
  if (f == NULL)
    return -1;
  PyObject *o = PyMarshal_ReadObjectFromFile(f);
  if (o == NULL)
    return -1;
  Py_DECREF(o);
  fclose(f);
  return 0;
}
#endif

int pipe_wrong(const char *command) {
  FILE *f = popen(command, "r"); // expected-warning {{Leak of the pipe from 'popen': it is owned here and never released; a call of 'pclose' is missing}}
  if (f == NULL)
    return -1;
  return fgetc(f);
}

int pipe_right(const char *command) {
  FILE *f = popen(command, "r");
  if (f == NULL)
    return -1;
  int c = fgetc(f);
  pclose(f);
  return c;
}

typedef struct {
  PyObject_HEAD
  FILE *file;
} Reader;

int member_right(Reader *self, const char *name) {
  self->file = fopen(name, "r");
  return self->file ? 0 : -1;
}
