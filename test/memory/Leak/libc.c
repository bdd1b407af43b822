// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C library's memory and files; what the engine reports too, it reports\nalone if it is on (see engine.test).
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <dirent.h>
#include <wchar.h>

int malloc_wrong(void) {
  char *p = malloc(10); // expected-warning {{Leak of the memory from 'malloc': it is owned here and never freed; a call of 'free' is missing [rank: high]}}
  return p == NULL;
}

int malloc_right(void) {
  char *p = malloc(10);
  free(p);
  return 0;
}

int calloc_wrong(void) {
  char *p = calloc(10, 2); // expected-warning {{Leak of the memory from 'calloc'}}
  return p == NULL;
}

int calloc_right(void) {
  char *p = calloc(10, 2);
  free(p);
  return 0;
}

int realloc_wrong(void) {
  char *p = malloc(10); // expected-warning {{Leak of the memory from 'malloc': it is owned here and never freed; a call of 'free' is missing [rank: low]}}
  if (p == NULL)
    return -1;
  p = realloc(p, 20);
  if (p == NULL)
    return -1;
  free(p);
  return 0;
}

int realloc_right(void) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  char *q = realloc(p, 20);
  if (q == NULL) {
    free(p);
    return -1;
  }
  free(q);
  return 0;
}

int strdup_wrong(const char *s) {
  char *p = strdup(s); // expected-warning {{Leak of the memory from 'strdup'}}
  return p == NULL;
}

int strdup_right(const char *s) {
  char *p = strdup(s);
  free(p);
  return 0;
}

int strndup_wrong(const char *s) {
  char *p = strndup(s, 3); // expected-warning {{Leak of the memory from 'strndup'}}
  return p == NULL;
}

int strndup_right(const char *s) {
  char *p = strndup(s, 3);
  free(p);
  return 0;
}

int wcsdup_wrong(const wchar_t *s) {
  wchar_t *p = wcsdup(s); // expected-warning {{Leak of the memory from 'wcsdup'}}
  return p == NULL;
}

int wcsdup_right(const wchar_t *s) {
  wchar_t *p = wcsdup(s);
  free(p);
  return 0;
}

int asprintf_wrong(int i) {
  char *p;
  if (asprintf(&p, "%d", i) < 0) // expected-warning {{Leak of the memory from 'asprintf'}}
    return -1;
  return 0;
}

// The pointer is undefined after a failure.
int asprintf_right(int i) {
  char *p;
  if (asprintf(&p, "%d", i) < 0)
    return -1;
  free(p);
  return 0;
}

int memalign_wrong(void) {
  void *p;
  if (posix_memalign(&p, 64, 640) != 0) // expected-warning {{Leak of the memory from 'posix_memalign'}}
    return -1;
  return 0;
}

int memalign_right(void) {
  void *p;
  if (posix_memalign(&p, 64, 640) != 0)
    return -1;
  free(p);
  return 0;
}

PyObject *file_wrong(const char *name) {
  FILE *f = fopen(name, "r"); // expected-warning {{Leak of the file from 'fopen': it is owned here and never released; a call of 'fclose' is missing}}
  if (f == NULL)
    return PyErr_SetFromErrno(PyExc_OSError);
  char line[80];
  if (fgets(line, sizeof line, f) == NULL)
    return PyErr_SetFromErrno(PyExc_OSError);
  fclose(f);
  return PyUnicode_FromString(line);
}

PyObject *file_right(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return PyErr_SetFromErrno(PyExc_OSError);
  char line[80];
  if (fgets(line, sizeof line, f) == NULL) {
    fclose(f);
    return PyErr_SetFromErrno(PyExc_OSError);
  }
  fclose(f);
  return PyUnicode_FromString(line);
}

int temporary_wrong(void) {
  FILE *f = tmpfile(); // expected-warning {{Leak of the file from 'tmpfile'}}
  return f != NULL && fputs("x", f) >= 0;
}

int temporary_right(void) {
  FILE *f = tmpfile();
  if (f == NULL)
    return -1;
  int n = fputs("x", f);
  if (fclose(f) != 0)
    return -1;
  return n;
}

int directory_wrong(const char *name, PyObject *list) {
  DIR *d = opendir(name); // expected-warning {{Leak of the directory from 'opendir': it is owned here and never released; a call of 'closedir' is missing}}
  if (d == NULL)
    return -1;
  struct dirent *entry = readdir(d);
  PyObject *o = PyUnicode_DecodeFSDefault(entry ? entry->d_name : "");
  if (o == NULL)
    return -1;
  Py_DECREF(o);
  closedir(d);
  return 0;
}

int directory_right(const char *name, PyObject *list) {
  DIR *d = opendir(name);
  if (d == NULL)
    return -1;
  struct dirent *entry = readdir(d);
  PyObject *o = PyUnicode_DecodeFSDefault(entry ? entry->d_name : "");
  Py_XDECREF(o);
  closedir(d);
  return o ? 0 : -1;
}
