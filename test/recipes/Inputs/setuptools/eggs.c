#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *
eggs(PyObject *module, PyObject *arg)
{
    (void)module;
    PyObject *list = PyList_New(0);
    if (list == NULL)
        return NULL;
    if (PyObject_Size(arg) < 0)
        return NULL; /* the list leaks */
    return list;
}
