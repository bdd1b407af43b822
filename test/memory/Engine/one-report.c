// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each bug with the C library's memory is reported once, by the engine's own
// check if that is on, else by ours.
//
// RUN: %analyze_cc1 -DLEAK %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -DDOUBLE %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -DUSE %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -DGIVEN %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DLEAK %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DDOUBLE %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DUSE %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DGIVEN %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
//
// In whatever way they are switched on and off.
// RUN: %analyze_cc1 -analyzer-checker=unix.Malloc -DLEAK %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -analyzer-disable-checker unix.Malloc -DLEAK %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -analyzer-disable-checker cpython -analyzer-checker=cpython.memory.Leak,unix.Malloc -DLEAK %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
//
// Families that the engine does not know are ours in any case.
// RUN: %analyze_cc1 -DMIXED %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DMIXED %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -DMEM %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DMEM %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -DMEM_AS_MALLOC %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze_cc1 -analyzer-checker=unix -DMEM_AS_MALLOC %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,OURS %s
//
// What users get who name no checks of the engine: the configuration file has
// switched unix.Malloc off.
// RUN: %clang -fplugin=%plugin --analyze --analyzer-output text -I%python_include \
// RUN:   -Xclang -analyzer-checker=cpython -DLEAK %s 2>&1 \
// RUN:   | %filecheck --check-prefixes=ONE,THEIRS %s
// RUN: %analyze -DLEAK %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
// RUN: %analyze -DMEM %s 2>&1 | %filecheck --check-prefixes=ONE,OURS %s
//
// OURS: [cpython.memory.
// THEIRS: [unix.Malloc]
// ONE: {{^}}1 warning generated.

#include <Python.h>

int ask(void);

#ifdef LEAK
int leak(void) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  if (ask())
    return 1;
  free(p);
  return 0;
}
#endif

#ifdef DOUBLE
void twice(void) {
  char *p = malloc(10);
  free(p);
  free(p);
}
#endif

#ifdef USE
int use(void) {
  int *p = malloc(sizeof *p);
  if (p == NULL)
    return -1;
  *p = 1;
  free(p);
  return *p;
}
#endif

#ifdef GIVEN
void given(char *p) {
  free(p);
  free(p);
}
#endif

#ifdef MIXED
void mixed(void) {
  char *p = malloc(10);
  PyMem_Free(p);
}
#endif

#ifdef MEM_AS_MALLOC
void mixed(void) {
  char *p = PyMem_Malloc(10);
  free(p);
}
#endif

#ifdef MEM
int leak(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  if (ask())
    return 1;
  PyMem_Free(p);
  return 0;
}
#endif
