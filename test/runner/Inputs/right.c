#include <Python.h>

PyObject *right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyMethodDef methods[] = {{"right", right, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};
PyMethodDef *right_methods = methods;
