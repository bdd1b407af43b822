#include <Python.h>
#include <assert.h>

typedef struct {
  PyObject_HEAD PyObject *first;
  PyObject *second;
} Pair;

#define CHECKED(name, get)                                                     \
  static PyObject *name(PyObject *o) {                                         \
    PyObject *list = PyList_New(0);                                            \
    if (!list || get(o) < 0)                                                   \
      return NULL;                                                             \
    return list;                                                               \
  }

static PyTypeObject Pair_Type;

static PyObject *lend(PyObject *list, Py_ssize_t i) {
  if (i > 3)
    return PyLong_FromSsize_t(i);
  return PyList_GetItem(list, i);
}

static PyObject *encode(PyObject *o, int depth);

static PyObject *encode_list(PyObject *o, int depth) {
  PyObject *result = PyList_New(0);
  if (!result)
    return NULL;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(o); i++) {
    PyObject *item = encode(PyList_GET_ITEM(o, i), depth + 1);
    if (!item)
      return NULL;
    if (PyList_Append(result, item) < 0) {
      Py_DECREF(item);
      Py_DECREF(result);
      return NULL;
    }
    Py_DECREF(item);
  }
  return result;
}

static PyObject *encode(PyObject *o, int depth) {
  assert(depth < 100);
  if (PyList_Check(o))
    return encode_list(o, depth);
  PyObject *text = PyObject_Str(o);
  if (text && PyUnicode_GetLength(text) == 0)
    return NULL;
  return text;
}

static int measure(PyObject *o) {
  PyObject *n = PyObject_GetAttrString(o, "n");
  if (!n)
    return -1;
  long value = PyLong_AsLong(n);
  if (value < 0)
    return -1;
  Py_DECREF(n);
  return value > 100 ? 100 : (int)value;
}

CHECKED(first_checked, measure)
CHECKED(second_checked, PyObject_IsTrue)

static void Pair_dealloc(PyObject *self) {
  Pair *pair = (Pair *)self;
  Py_XDECREF(pair->first);
  Py_XDECREF(pair->second);
  Py_TYPE(self)->tp_free(self);
}

static PyObject *Pair_fill(PyObject *self, PyObject *o) {
  Pair *pair = (Pair *)self;
  pair->first = PyObject_Str(o);
  pair->second = lend(o, 1);
  if (!pair->second)
    return NULL;
  Py_INCREF(pair->second);
  return encode(o, 0);
}

static PyObject *Pair_both(PyObject *self, PyObject *o) {
  PyObject *a = first_checked(o);
  PyObject *b = second_checked(o);
  if (!a || !b)
    return NULL;
  PyObject *both = PyTuple_Pack(2, a, b);
  Py_DECREF(a);
  Py_DECREF(b);
  if (measure(both) > 3)
    return lend(both, 2);
  return both;
}

static PyMethodDef methods[] = {
    {"fill", Pair_fill, METH_O, NULL},
    {"both", Pair_both, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = Pair_dealloc,
    .tp_methods = methods,
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "m", NULL, -1, NULL, NULL, NULL, NULL, NULL};

static int add(PyObject *m, const char *name) {
  PyObject *value = PyUnicode_FromString(name);
  if (!value)
    return -1;
  return PyModule_AddObject(m, name, value);
}

PyMODINIT_FUNC PyInit_m(void) {
  if (PyType_Ready(&Pair_Type) < 0)
    return NULL;
  PyObject *m = PyModule_Create(&module);
  if (!m || add(m, "a") < 0)
    return NULL;
  return m;
}
