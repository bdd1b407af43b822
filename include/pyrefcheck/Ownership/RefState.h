//===- RefState.h - What a path has done to one object ----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reference state machine. It counts the references to one object that
/// the code under analysis owns, and knows who else keeps the object alive.
///
///        born()            borrowed()          unknown()
///          |                   |                   |
///     Owned = 1            Owned = 0           Owned = 0
///          |  add(): +1, release(), steal(), give(): -1
///          v
///     Owned == 0: alive as long as somebody else holds the object
///                 (Held, Kept, Stored, or the lender of a borrowed one);
///                 if nobody is known to, the object is Released:
///                 any further use is a fault.
///     Owned  < 0: more was given away than owned. add() may still repay it
///                 ("store, then INCREF"), so it is judged at the end.
///
/// Three rules keep it true on real code. Only an object that was born here,
/// or whose lender is known to have let go, can become Released. Only what is
/// known to be borrowed, or was born here, can be over-released. As soon as
/// code that we can't see may have counted, the object has escaped, and
/// nothing is said about it any more.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_OWNERSHIP_REFSTATE_H
#define PYREFCHECK_OWNERSHIP_REFSTATE_H

#include <cstdint>

namespace pyrefcheck {

/// Where the object came from, as far as counting is concerned.
enum class Origin : uint8_t {
  Unknown,  ///< first seen at a count operation
  Born,     ///< a new reference from an API with known behaviour
  Borrowed, ///< a reference that is known to be somebody else's
};

/// What an operation did wrong.
enum class Fault : uint8_t {
  None,
  UseAfterRelease, ///< the object may be gone
  DanglingUse,     ///< the lender of the borrowed object may have let it die
  OverRelease,     ///< gave up a reference that is not owned
  BorrowedReturn,  ///< gave the caller a reference that is not owned
  MismatchedFree,  ///< freed by the function of another family
  Detached,        ///< called without the thread state that the call needs
  KeptType,        ///< freed an object whose reference to its type stays
};

class RefState {
public:
  /// One new reference is owned.
  static RefState born();
  /// Somebody else's reference is used.
  static RefState borrowed();
  /// Nothing is known but that the object is alive.
  static RefState unknown();

  Origin origin() const { return From; }
  int owned() const { return Owned; }
  bool isReleased() const { return Released; }
  bool isEscaped() const { return Escaped; }
  bool isStored() const { return Stored > 0; }
  bool isStoredOnce() const { return Stored == 1; }
  bool isKept() const { return Kept; }
  bool isHeld() const { return Held; }
  /// The lender died while this was only borrowed.
  bool isDangling() const { return Released && Lent; }

  /// Py_INCREF.
  Fault add();
  /// Py_DECREF. The object becomes Released if nobody is known to hold it.
  Fault release();
  /// A callee takes over one reference; the object stays alive in its hands.
  Fault steal();
  /// A callee that took over a reference gave it up at once (it failed).
  Fault drop();
  /// Memory is freed, whoever else refers to it: it is Released in any case.
  Fault free();
  /// One reference goes to the caller of the code under analysis.
  Fault give();
  /// Any use that does not count.
  Fault use() const;

  /// The pointer was stored in memory that outlives the function, or was
  /// overwritten there. One owned reference may belong to each such place.
  void store();
  void unstore();
  /// A container that we watch holds a reference, or died.
  void keep();
  void unkeep();
  /// Somebody who outlives the function holds a reference.
  void hold() { Held = true; }
  void unhold() { Held = false; }
  /// The lender of a borrowed object died.
  void lenderDied();
  /// Code that we can't see may have counted.
  void escape() { Escaped = true; }
  /// It is not known any more whether the reference is borrowed.
  void forgetOrigin();

  /// Owns a reference that nothing accounts for: lost if forgotten now.
  bool isLeaked() const;
  /// Gave away more than it owned, judged at the end.
  bool isOverdrawn() const;

  bool operator==(const RefState &O) const { return bits() == O.bits(); }
  bool operator!=(const RefState &O) const { return !(*this == O); }
  /// All there is to know, for hashing.
  uint64_t bits() const;

private:
  void settle();

  Origin From = Origin::Unknown;
  int16_t Owned = 0;
  uint16_t Stored = 0;
  bool Kept = false;
  bool Held = false;
  bool Lent = false;
  bool Escaped = false;
  bool Released = false;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_OWNERSHIP_REFSTATE_H
