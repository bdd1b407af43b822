//===- Wording.cpp - What the reports say ---------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Wording.h"
#include "llvm/ADT/StringExtras.h"

using namespace pyrefcheck;
using wording::quoted;

std::string wording::quoted(llvm::StringRef Name) {
  if (Name.consume_back("_SizeT"))
    Name.consume_front("_");
  return ("'" + Name + "'").str();
}

/// "the borrowed reference from 'PyDict_GetItem'", as good as is known.
static std::string borrowedFrom(const ObjectState &O) {
  if (O.Interior && O.Source)
    return "pointer into an object, from " + quoted(O.Source->Name);
  if (O.Source)
    return "borrowed reference from " + quoted(O.Source->Name);
  if (O.Parameter)
    return "reference that is borrowed from the caller";
  if (O.Lender)
    return "reference that is borrowed from a container";
  if (O.Home)
    return llvm::isa<clang::ento::FieldRegion>(O.Home)
               ? "reference that a member owns"
               : "reference that a global variable owns";
  return "borrowed reference";
}

std::string wording::leak(const ObjectState &O) {
  if (O.FromMember)
    return "Leak of the reference that this member owns: it is overwritten "
           "without being released, although the function may run again for "
           "the same object; use Py_XSETREF";
  if (O.isForgotten() && !O.Ref.isLeaked())
    return "Leak of the " +
           (O.Ref.origin() == Origin::Born && O.Source
                ? "new reference from " + quoted(O.Source->Name)
                : std::string("reference that is added here")) +
           ": it is stored in a member that no deallocator of the type "
           "releases; a Py_CLEAR or Py_XDECREF is missing there";
  if (O.Ref.origin() == Origin::Born && O.Source)
    return "Leak of the new reference from " + quoted(O.Source->Name) +
           ": it is owned here and never released; a Py_DECREF is missing";
  return "Leak of a reference: it is added here and never released; a "
         "Py_DECREF is missing, or there is a Py_INCREF too many";
}

std::string wording::useAfterRelease(const FoundFault &F) {
  std::string Object = F.Before.Source
                           ? "object from " + quoted(F.Before.Source->Name)
                           : std::string("object");
  return "Use of the " + Object +
         " after the last reference known to keep it alive was released; "
         "release it after the last use";
}

std::string wording::overRelease(const FoundFault &F) {
  std::string Act = F.By ? quoted(F.By->Name) : std::string("this");
  if (F.Before.Ref.isReleased())
    return "The reference from " +
           (F.Before.Source ? quoted(F.Before.Source->Name)
                            : std::string("here")) +
           " is released twice; remove one of the releases";
  if (F.Before.Ref.origin() == Origin::Born)
    return "Release of a reference that " +
           std::string(F.Before.Ref.isKept() || F.Before.Ref.isHeld()
                           ? "was given away before"
                           : "is not owned any more") +
           "; remove it, or Py_INCREF before the reference is given away";
  return "Release of a " + borrowedFrom(F.Before) +
         ", which is not owned; remove it, or Py_INCREF the object first";
}

std::string wording::overdrawn(const ObjectState &O) {
  if (O.Ref.origin() == Origin::Born)
    return "A reference is given away here that was given away before; "
           "Py_INCREF the object first";
  return "A " + borrowedFrom(O) +
         " is given away here without being owned; Py_INCREF the object first";
}

/// Whether \p E assigns to a variable, or is the address of one.
static bool isVariable(const clang::Expr *E) {
  E = E ? E->IgnoreParenCasts() : nullptr;
  if (const auto *BO = llvm::dyn_cast_or_null<clang::BinaryOperator>(E))
    E = BO->getLHS()->IgnoreParenCasts();
  else if (const auto *UO = llvm::dyn_cast_or_null<clang::UnaryOperator>(E);
           UO && UO->getOpcode() == clang::UO_AddrOf)
    E = UO->getSubExpr()->IgnoreParenCasts();
  return llvm::isa_and_nonnull<clang::DeclRefExpr>(E);
}

std::string wording::storedUnowned(const ObjectState &O) {
  if (O.Home && O.Source) // it was new
    return "What is stored here has no reference of its own: the only one is "
           "released later; remove that release, or Py_INCREF the object";
  return "A " + borrowedFrom(O) + " is stored in a " +
         (isVariable(O.OwningStore.E)
              ? "global variable whose reference is released elsewhere"
              : "member that the type's deallocator releases") +
         "; Py_INCREF the object first";
}

std::string wording::storedUnownedStatic(llvm::StringRef Name) {
  return "A reference to the static object " + quoted(Name) +
         " that is not owned is stored in a member that the type's deallocator "
         "releases; Py_INCREF it first";
}

std::string wording::overdrawnStatic(llvm::StringRef Name) {
  return "A reference to the static object " + quoted(Name) +
         " is given away here without being owned; Py_INCREF it first";
}

std::string wording::keptType() {
  return "Leak of the object's reference to its type: it is a heap type, of "
         "which each object owns a reference; 'Py_DECREF(type)' is missing "
         "after this";
}

std::string wording::detachedCall(const FoundFault &F) {
  return "Call of " + quoted(F.By->Name) +
         ", which needs the GIL, while the thread state is detached; move it "
         "out of the part between Py_BEGIN_ALLOW_THREADS and "
         "Py_END_ALLOW_THREADS";
}

std::string wording::borrowedReturn(const FoundFault &F) {
  std::string What = F.Static ? "reference to a static object that is not owned"
                     : F.Before.Ref.origin() == Origin::Born
                         ? std::string("reference that was given away before")
                         : borrowedFrom(F.Before);
  return "Return of a " + What +
         " to a caller who receives a new reference; Py_INCREF it first";
}

std::string wording::borrowedUse(const FoundFault &F) {
  return "Use of a " + borrowedFrom(F.Before) +
         " after its owner was released; " +
         (F.Before.Interior ? "release the owner after the last use"
                            : "Py_INCREF it before, or release the owner "
                              "after the last use");
}

llvm::StringRef wording::rank(Rank R) {
  switch (R) {
  case Rank::High:
    return "high";
  case Rank::Medium:
    return "medium";
  case Rank::Low:
    return "low";
  }
  return "";
}

std::string wording::lostHere() {
  return "The reference is not released before this point, after which "
         "nothing refers to the object any more";
}

std::string wording::lostByThrow() {
  return "The exception leaves the function, and nothing releases the "
         "reference";
}

std::string wording::failed(llvm::StringRef Function) {
  return "Assuming that " + quoted(Function) + " fails";
}

/// step() for what has no count.
static std::string memoryStep(const ObjectState *Before,
                              const ObjectState &After) {
  std::string What = After.Of ? After.Of->What.str() : std::string("memory");
  bool Memory = What == "memory";
  What[0] = llvm::toUpper(What[0]);
  if (!Before && After.Source && After.Interior)
    return "Pointer into the " + After.Of->What.str() + ", from " +
           quoted(After.Source->Name);
  if (!Before && After.Source)
    return What + " from " + quoted(After.Source->Name);
  if (After.Ref.isReleased() && !(Before && Before->Ref.isReleased()))
    return After.Interior ? "What it points into is released"
           : Memory       ? "The memory is freed"
                          : What + " is released";
  if (Before && After.Ref.isStored() && !Before->Ref.isStored())
    return "Stored in memory that outlives the function";
  return "";
}

std::string wording::step(const ObjectState *Before, const ObjectState &After,
                          llvm::StringRef By) {
  RefState Was = Before ? Before->Ref : RefState::unknown();
  RefState Is = After.Ref;
  auto ByCall = [&](llvm::StringRef Words) {
    return (Words +
            (By.empty() ? llvm::Twine("") : " by '" + llvm::Twine(By) + "'"))
        .str();
  };
  auto Count = [&] {
    return " (owned here: " + llvm::itostr(std::max(0, Is.owned())) + ")";
  };
  if (After.Memory || (Before && Before->Memory))
    return memoryStep(Before, After);
  if (!Before && After.Source)
    return (After.Interior                    ? "Pointer into the object, from "
            : Is.origin() == Origin::Borrowed ? "Borrowed reference from "
                                              : "New reference from ") +
           quoted(After.Source->Name);
  if (!Before && After.Parameter)
    return "The caller lends this argument";
  if (Is.isReleased() && !Was.isReleased())
    return Is.isDangling() ? "Its owner is released; nothing is known to keep "
                             "the borrowed object alive"
                           : "The last reference known to keep the object "
                             "alive is released";
  if (Is.owned() > Was.owned())
    return ByCall("A reference is added") + Count();
  if (Is.owned() < Was.owned()) {
    if (Is.isHeld() && !Was.isHeld())
      return ByCall("The reference is given away") + Count();
    if (Is.isKept() && !Was.isKept())
      return ByCall("The reference is given to a container") + Count();
    return ByCall("A reference is released") + Count();
  }
  if (Is.isKept() && !Was.isKept())
    return ByCall("A container keeps its own reference");
  if (Is.isStored() && !Was.isStored())
    return "Stored in memory that outlives the function";
  return "";
}
