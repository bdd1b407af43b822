// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory and the handles of a library: families of one's own.
//
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/database.yaml -verify=on,ours %s
// What another check is said to report is left to it, while that is on.
// RUN: %analyze_cc1 -analyzer-checker=unix.Malloc -analyzer-config cpython.refcount:Annotations=%S/Inputs/database.yaml -verify=on %s
// Without the facts nothing is known.
// RUN: %analyze_cc1 -verify=off %s
// off-no-diagnostics

#include <Python.h>

typedef struct db_connection db_connection;
typedef struct db_result db_result;
typedef struct {
  void *state;
  int row;
} db_cursor;

db_connection *db_connect(const char *name);
void db_close(db_connection *connection);
db_result *db_query(db_connection *connection, const char *text);
void db_clear(db_result *result);
const char *db_value(db_result *result, int row);
int db_escape(db_connection *connection, const char *text, char **escaped);
void db_free(char *text);
int db_lock(db_connection *connection);
void db_unlock(int lease);
int db_begin(db_connection *connection, db_cursor *cursor);
void db_end(db_cursor *cursor);
void db_on_notice(db_connection *connection, void (*callback)(void *),
                  void *data);
void *db_take(size_t size);
void db_release(void *block);

PyObject *query_wrong(const char *text) {
  db_connection *c = db_connect("x"); // on-warning {{Leak of the connection from 'db_connect': it is owned here and never released; a call of 'db_close' is missing [rank: medium]}}
  if (c == NULL)
    return PyErr_NoMemory();
  db_result *r = db_query(c, text); // on-warning {{Leak of the result from 'db_query': it is owned here and never released; a call of 'db_clear' is missing [rank: high]}}
  if (r == NULL)
    return NULL;
  PyObject *o = PyUnicode_FromString(db_value(r, 0));
  db_close(c);
  return o;
}

PyObject *query_right(const char *text) {
  db_connection *c = db_connect("x");
  if (c == NULL)
    return PyErr_NoMemory();
  db_result *r = db_query(c, text);
  if (r == NULL) {
    db_close(c);
    return NULL;
  }
  PyObject *o = PyUnicode_FromString(db_value(r, 0));
  db_clear(r);
  db_close(c);
  return o;
}

PyObject *value_wrong(db_connection *c) {
  db_result *r = db_query(c, "select 1");
  if (r == NULL)
    return NULL;
  const char *s = db_value(r, 0);
  db_clear(r);
  return PyUnicode_FromString(s); // on-warning {{Use of a pointer into the result from 'db_value' after it was released; call 'db_clear' after the last use}}
}

void twice_wrong(db_connection *c) {
  db_result *r = db_query(c, "select 1");
  db_clear(r);
  db_clear(r); // on-warning {{The result from 'db_query' is released twice; remove one of the calls}}
}

PyObject *escape_wrong(db_connection *c) {
  char *s;
  if (db_escape(c, "x", &s) != 0)
    return NULL;
  PyObject *o = PyUnicode_FromString(s);
  free(s); // on-warning {{The memory from 'db_escape' is freed by 'free'; call 'db_free' instead}}
  return o;
}

PyObject *escape_right(db_connection *c) {
  char *s;
  if (db_escape(c, "x", &s) != 0)
    return NULL;
  PyObject *o = PyUnicode_FromString(s);
  db_free(s);
  return o;
}

// A handle that is a number; it may be looked at afterwards.
int lock_wrong(db_connection *c) {
  int lease = db_lock(c); // on-warning {{Leak of the lock from 'db_lock': it is owned here and never released; a call of 'db_unlock' is missing}}
  PyObject *o = PyLong_FromLong(1);
  if (o == NULL)
    return -1;
  Py_DECREF(o);
  db_unlock(lease);
  return 0;
}

int lock_right(db_connection *c) {
  int lease = db_lock(c);
  db_unlock(lease);
  return lease;
}

// A struct that the caller has.
int cursor_wrong(db_connection *c) {
  db_cursor cursor;
  if (db_begin(c, &cursor) != 0) // on-warning {{Leak of the cursor from 'db_begin': it is owned here and never released; a call of 'db_end' is missing}}
    return -1;
  return cursor.row;
}

int cursor_right(db_connection *c) {
  db_cursor cursor;
  if (db_begin(c, &cursor) != 0)
    return -1;
  int row = cursor.row;
  db_end(&cursor);
  return row;
}

// What is kept for a callback.
void notice_right(db_connection *c, void (*callback)(void *)) {
  char *p = PyMem_Malloc(10);
  if (p != NULL)
    db_on_notice(c, callback, p);
}

int block_wrong(void) {
  void *p = db_take(10); // ours-warning {{Leak of the memory from 'db_take'}}
  return p != NULL;
}

int block_right(void) {
  void *p = db_take(10);
  if (p != NULL)
    db_release(p);
  return 0;
}
