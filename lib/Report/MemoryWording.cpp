//===- MemoryWording.cpp - What the reports about memory say --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Wording.h"

using namespace pyrefcheck;

/// "memory from 'PyMem_Malloc'", as good as is known.
static std::string thing(const ObjectState &O) {
  std::string What = O.Of ? O.Of->What.str() : std::string("memory");
  if (O.Source)
    What += " from " + wording::quoted(O.Source->Name);
  return What;
}

/// How \p O is given back: "freed" is the word for memory only.
static const char *freed(const ObjectState &O) {
  return O.Of && O.Of->What != "memory" ? "released" : "freed";
}

std::string wording::memoryLeak(const ObjectState &O) {
  if (O.FromMember)
    return "Leak of the " + O.Of->What.str() +
           " that this member owns: it is overwritten without being " +
           freed(O) +
           ", although the function may run again for the same object";
  if (O.isForgotten() && !O.Ref.isLeaked())
    return "Leak of the " + thing(O) +
           ": it is stored in a member that no deallocator of the type " +
           (freed(O) == std::string("freed") ? "frees" : "releases") +
           "; a call of " + quoted(O.Of->Free) + " is missing there";
  return "Leak of the " + thing(O) + ": it is owned here and never " +
         freed(O) + "; a call of " + quoted(O.Of->Free) + " is missing";
}

std::string wording::memoryLostHere(const ObjectState &O) {
  return "The " + O.Of->What.str() + " is not " + freed(O) +
         " before this point, after which nothing refers to it any more";
}

std::string wording::doubleFree(const FoundFault &F) {
  return "The " + thing(F.Before) + " is " + freed(F.Before) +
         " twice; remove one of the calls";
}

std::string wording::useAfterFree(const FoundFault &F) {
  if (F.Before.Interior)
    return "Use of a pointer into the " + thing(F.Before) + " after it was " +
           freed(F.Before) + "; call " + quoted(F.Before.Of->Free) +
           " after the last use";
  return "Use of the " + thing(F.Before) + " after it was " + freed(F.Before) +
         "; free it after the last use";
}

std::string wording::mismatchedFree(const FoundFault &F) {
  std::string By = F.By ? quoted(F.By->Name) : std::string("this function");
  if (F.Before.Interior)
    return "A pointer into an object" +
           (F.Before.Source ? ", from " + quoted(F.Before.Source->Name) + ","
                            : std::string()) +
           " is freed by " + By + "; it belongs to the object and must not be";
  if (!F.Before.Memory)
    return "An object" +
           (F.Before.Source ? " from " + quoted(F.Before.Source->Name)
                            : std::string()) +
           " is freed by " + By + "; " +
           (F.Before.Of ? "call " + quoted(F.Before.Of->Free) + " or Py_DECREF"
                        : std::string("call Py_DECREF")) +
           " instead";
  return "The " + thing(F.Before) + " is freed by " + By + "; call " +
         quoted(F.Before.Of->Free) + " instead";
}
