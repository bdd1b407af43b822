#include <Python.h>

class Ref {
public:
  explicit Ref(PyObject *O) : O(O) {}
  Ref(const Ref &) = delete;
  ~Ref() { Py_XDECREF(O); }
  PyObject *get() const { return O; }
  PyObject *release() {
    PyObject *Result = O;
    O = nullptr;
    return Result;
  }
  explicit operator bool() const { return O != nullptr; }

private:
  PyObject *O;
};

template <typename F> static PyObject *collect(F Make) {
  PyObject *List = PyList_New(0);
  if (!List)
    return nullptr;
  Ref Item(Make());
  if (!Item)
    return nullptr;
  if (PyList_Append(List, Item.get()) < 0) {
    Py_DECREF(List);
    return nullptr;
  }
  return List;
}

static PyObject *numbers() {
  return collect([] { return PyLong_FromLong(1); });
}

static PyObject *texts(PyObject *O) {
  Ref Text(PyObject_Str(O));
  PyObject *Other = PyObject_Repr(O);
  if (!Text || !Other)
    return nullptr;
  return collect([&] { return PyUnicode_Concat(Text.get(), Other); });
}

PyObject *both(PyObject *O) {
  Ref A(numbers());
  Ref B(texts(O));
  if (!A || !B)
    return nullptr;
  PyObject *Sum = PySequence_Concat(A.get(), B.get());
  if (PyObject_IsTrue(Sum) < 0)
    return nullptr;
  return Sum;
}
