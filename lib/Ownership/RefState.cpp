//===- RefState.cpp - What a path has done to one object ------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Ownership/RefState.h"

using namespace pyrefcheck;

RefState RefState::born() {
  RefState S;
  S.From = Origin::Born;
  S.Owned = 1;
  return S;
}

RefState RefState::borrowed() {
  RefState S;
  S.From = Origin::Borrowed;
  S.Lent = true;
  return S;
}

RefState RefState::unknown() { return RefState(); }

/// Released as soon as nobody is known to keep a countable object alive.
void RefState::settle() {
  if (From == Origin::Born && Owned <= 0 && !Kept && !Held && !Stored &&
      !Escaped)
    Released = true;
}

Fault RefState::use() const {
  if (!Released || Escaped)
    return Fault::None;
  return Lent ? Fault::DanglingUse : Fault::UseAfterRelease;
}

Fault RefState::add() {
  Fault F = use();
  ++Owned;
  return F;
}

Fault RefState::release() {
  if (Escaped)
    return Fault::None;
  if (Released)
    return Lent ? Fault::DanglingUse : Fault::OverRelease;
  if (Owned > 0) {
    --Owned;
    settle();
    return Fault::None;
  }
  // What memory holds may be released through our pointer to it.
  if (From == Origin::Unknown || Stored) {
    --Owned;
    return Fault::None;
  }
  --Owned;
  return Fault::OverRelease;
}

Fault RefState::steal() {
  Fault F = use();
  --Owned;
  Held = true;
  return F;
}

Fault RefState::drop() {
  Held = false;
  settle();
  return Fault::None;
}

Fault RefState::free() {
  if (Escaped)
    return Fault::None;
  if (Released)
    return Fault::OverRelease;
  Owned = 0;
  Released = true;
  return Fault::None;
}

Fault RefState::give() {
  if (Fault F = use(); F != Fault::None)
    return F;
  --Owned;
  bool Unowned = Owned < 0 && !Escaped && !Stored && From != Origin::Unknown;
  Held = true;
  return Unowned ? Fault::BorrowedReturn : Fault::None;
}

void RefState::store() { ++Stored; }

void RefState::unstore() {
  if (Stored)
    --Stored;
}

void RefState::keep() { Kept = true; }

void RefState::unkeep() {
  Kept = false;
  settle();
}

void RefState::lenderDied() {
  if (From != Origin::Borrowed || Escaped)
    return;
  if (Owned > 0 || Kept || Held || Stored) {
    // From now on only our own references count.
    From = Origin::Born;
    return;
  }
  Released = true;
}

void RefState::forgetOrigin() {
  if (From == Origin::Borrowed)
    From = Origin::Unknown;
}

bool RefState::isLeaked() const {
  return !Escaped && !Released && Owned > static_cast<int>(Stored);
}

bool RefState::isOverdrawn() const {
  return !Escaped && !Stored && Owned < 0 && From != Origin::Unknown;
}

uint64_t RefState::bits() const {
  return static_cast<uint64_t>(static_cast<uint16_t>(Owned)) |
         static_cast<uint64_t>(Stored) << 16 |
         static_cast<uint64_t>(From) << 32 | static_cast<uint64_t>(Kept) << 40 |
         static_cast<uint64_t>(Held) << 41 | static_cast<uint64_t>(Lent) << 42 |
         static_cast<uint64_t>(Escaped) << 43 |
         static_cast<uint64_t>(Released) << 44;
}
