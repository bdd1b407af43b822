// Comments that suppress: on the line, above it, for a package; and those that
// do nothing.
//
// RUN: not pyrefcheck check %s -- -I%python_include > %t.out 2> %t.err
// RUN: %filecheck --check-prefix=OUT %s < %t.out
// RUN: %filecheck --check-prefix=ERR %s < %t.err
#include <Python.h>

static PyObject *f(PyObject *self, PyObject *arg) {
  PyObject *a = PyLong_FromLong(1); // pyrefcheck: ignore[cpython.refcount.Leak] lives as long as the process
  // pyrefcheck: ignore[cpython.refcount] for a reason
  // and more text
  PyObject *b = PyLong_FromLong(2);
  /* pyrefcheck: ignore[cpython.refcount.OverRelease, cpython.refcount.Leak]
     several */
  PyObject *c = PyLong_FromLong(3);
  // pyrefcheck: ignore[cpython.refcount.OverRelease] another check
  PyObject *d = PyLong_FromLong(4);
  PyObject *e = PyLong_FromLong(5); // pyrefcheck: ignore[cpython.refcount.Leak]
  PyObject *g = PyLong_FromLong(6); // pyrefcheck: ignore the leak
  PyObject *h = PyLong_FromLong(7); // pyrefcheck: ignore[cpython.refcount.Leek] x
  const char *s = "// pyrefcheck: ignore[cpython.refcount.Leak] no comment"; PyObject *i = PyLong_FromLong(8);
  if (!a || !b || !c || !d || !e || !g || !h || !i || !s)
    Py_FatalError("no memory");
  Py_RETURN_NONE;
}
static PyMethodDef methods[] = {{"f", f, METH_O, NULL}, {NULL, NULL, 0, NULL}};
PyMethodDef *m = methods;

// OUT-NOT: warning:
// OUT: suppressions.c:18:{{.*}} warning: Leak
// OUT-NOT: warning:
// OUT: suppressions.c:19:{{.*}} warning: Leak
// OUT-NOT: warning:
// OUT: suppressions.c:20:{{.*}} warning: Leak
// OUT-NOT: warning:
// OUT: suppressions.c:21:{{.*}} warning: Leak
// OUT-NOT: warning:
// OUT: suppressions.c:22:{{.*}} warning: Leak
// OUT-NOT: warning:
// ERR: suppressions.c:17: warning: this suppression of 'cpython.refcount.OverRelease' suppresses nothing; remove it
// ERR: suppressions.c:19: warning: a reason is missing after 'ignore[cpython.refcount.Leak]'; the comment is ignored
// ERR: suppressions.c:20: warning: expected the check in brackets
// ERR: suppressions.c:21: warning: unknown check 'cpython.refcount.Leek'; did you mean 'cpython.refcount.Leak'?; the comment is ignored
// ERR-NOT: warning:
// ERR: 5 findings (5 high) in 1 file; 3 suppressed by comments
