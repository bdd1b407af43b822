#include <Python.h>
PyObject *other(void) {
  return PyLong_FromLong(0);
}
int leak(void) {
  PyObject *x = PyLong_FromLong(1);
  return x != NULL;
}
int warned(void) { }
