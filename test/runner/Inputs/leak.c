#include <Python.h>

/* Leaks the list if there is no length: rank medium. */
PyObject *lengths(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0)
    return NULL;
  return list;
}

/* Leaks the number always: rank high. */
PyObject *always(PyObject *self, PyObject *arg) {
  PyObject *number = PyLong_FromLong(1);
  if (!number || PyDict_SetItemString(arg, "x", number) < 0) {
    Py_XDECREF(number);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {{"lengths", lengths, METH_O, NULL},
                                {"always", always, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};
PyMethodDef *leak_methods = methods;
