/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A small extension module with six planted reference-count bugs, one in each
 * function after a comment "Planted". Functions after "Correct" have none.
 * tools/demo analyses this file and compares.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Planted: the list leaks if an item can't be made. */
static PyObject *
squares(PyObject *module, PyObject *arg)
{
    (void)module;
    long count = PyLong_AsLong(arg);
    if (count == -1 && PyErr_Occurred())
        return NULL;
    PyObject *list = PyList_New(0);
    if (list == NULL)
        return NULL;
    for (long i = 0; i < count; i++) {
        PyObject *item = PyLong_FromLong(i * i);
        if (item == NULL)
            return NULL;
        int failed = PyList_Append(list, item);
        Py_DECREF(item);
        if (failed) {
            Py_DECREF(list);
            return NULL;
        }
    }
    return list;
}

/* Correct: every way out gives back what it holds. */
static PyObject *
cubes(PyObject *module, PyObject *arg)
{
    (void)module;
    long count = PyLong_AsLong(arg);
    if (count == -1 && PyErr_Occurred())
        return NULL;
    PyObject *list = PyList_New(0);
    if (list == NULL)
        return NULL;
    for (long i = 0; i < count; i++) {
        PyObject *item = PyLong_FromLong(i * i * i);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_XDECREF(item);
            Py_DECREF(list);
            return NULL;
        }
        Py_DECREF(item);
    }
    return list;
}

/* Planted: the dictionary takes its own reference; the temporary leaks. */
static PyObject *
summary(PyObject *module, PyObject *arg)
{
    (void)module;
    Py_ssize_t size = PyObject_Size(arg);
    if (size < 0)
        return NULL;
    PyObject *result = PyDict_New();
    if (result == NULL)
        return NULL;
    if (PyDict_SetItemString(result, "size", PyLong_FromSsize_t(size)) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

/* Correct: a tuple takes over the reference that PyTuple_SetItem is given. */
static PyObject *
size_and_self(PyObject *module, PyObject *arg)
{
    (void)module;
    Py_ssize_t size = PyObject_Size(arg);
    if (size < 0)
        return NULL;
    PyObject *number = PyLong_FromSsize_t(size);
    if (number == NULL)
        return NULL;
    PyObject *pair = PyTuple_New(2);
    if (pair == NULL) {
        Py_DECREF(number);
        return NULL;
    }
    PyTuple_SetItem(pair, 0, number);
    Py_INCREF(arg);
    PyTuple_SetItem(pair, 1, arg);
    return pair;
}

/* Planted: the name is used after the reference to it was given up. */
static PyObject *
name_length(PyObject *module, PyObject *arg)
{
    (void)module;
    PyObject *name = PyObject_GetAttrString(arg, "name");
    if (name == NULL)
        return NULL;
    Py_DECREF(name);
    Py_ssize_t length = PyObject_Size(name);
    if (length < 0)
        return NULL;
    return PyLong_FromSsize_t(length);
}

/* Planted: the first item is only borrowed, there is nothing to give up. */
static PyObject *
first_is_true(PyObject *module, PyObject *arg)
{
    (void)module;
    PyObject *first = PyList_GetItem(arg, 0);
    if (first == NULL)
        return NULL;
    int truth = PyObject_IsTrue(first);
    Py_DECREF(first);
    if (truth < 0)
        return NULL;
    return PyBool_FromLong(truth);
}

/* Planted: the caller gets a reference that only the list owns. */
static PyObject *
last(PyObject *module, PyObject *arg)
{
    (void)module;
    Py_ssize_t size = PyList_Size(arg);
    if (size < 0)
        return NULL;
    return PyList_GetItem(arg, size - 1);
}

/* Correct: a borrowed reference becomes an owned one before it's returned. */
static PyObject *
first(PyObject *module, PyObject *arg)
{
    (void)module;
    PyObject *item = PyList_GetItem(arg, 0);
    Py_XINCREF(item);
    return item;
}

/* Planted: the item lives in a list that is gone when the item is used. */
static PyObject *
repr_of_smallest(PyObject *module, PyObject *arg)
{
    (void)module;
    PyObject *sorted = PySequence_List(arg);
    if (sorted == NULL)
        return NULL;
    if (PyList_Sort(sorted) < 0) {
        Py_DECREF(sorted);
        return NULL;
    }
    PyObject *smallest = PyList_GetItem(sorted, 0);
    Py_DECREF(sorted);
    if (smallest == NULL)
        return NULL;
    return PyObject_Repr(smallest);
}

static PyMethodDef methods[] = {
    {"squares", squares, METH_O, "The first squares."},
    {"cubes", cubes, METH_O, "The first cubes."},
    {"summary", summary, METH_O, "A dictionary with the size."},
    {"size_and_self", size_and_self, METH_O, "A pair."},
    {"name_length", name_length, METH_O, "Length of the attribute name."},
    {"first_is_true", first_is_true, METH_O, "Truth of the first item."},
    {"last", last, METH_O, "The last item."},
    {"first", first, METH_O, "The first item."},
    {"repr_of_smallest", repr_of_smallest, METH_O, "repr() of the smallest."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "planted", NULL, -1, methods, NULL, NULL, NULL, NULL,
};

/* Correct: a new module for the interpreter. */
PyMODINIT_FUNC
PyInit_planted(void)
{
    return PyModule_Create(&definition);
}
