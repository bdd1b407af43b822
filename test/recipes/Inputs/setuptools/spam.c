/* An extension module with one bug, in each build system's project. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *eggs(PyObject *module, PyObject *arg);

static PyMethodDef methods[] = {
    {"eggs", eggs, METH_O, "An empty list."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "spam", NULL, -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit_spam(void)
{
    return PyModule_Create(&definition);
}
