//===- RefStateTest.cpp - The reference state machine ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Ownership/RefState.h"
#include "gtest/gtest.h"
#include <set>

using namespace pyrefcheck;

namespace pyrefcheck {
void PrintTo(Fault F, std::ostream *OS) {
  static const char *const Names[] = {"None", "UseAfterRelease", "DanglingUse",
                                      "OverRelease", "BorrowedReturn"};
  *OS << Names[static_cast<unsigned>(F)];
}
} // namespace pyrefcheck

namespace {

RefState released() {
  RefState S = RefState::born();
  S.release();
  return S;
}

RefState dangling() {
  RefState S = RefState::borrowed();
  S.lenderDied();
  return S;
}

//===----------------------------------------------------------------------===//
// Beginnings
//===----------------------------------------------------------------------===//

TEST(RefStateTest, Born) {
  RefState S = RefState::born();
  EXPECT_EQ(S.origin(), Origin::Born);
  EXPECT_EQ(S.owned(), 1);
  EXPECT_TRUE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, Borrowed) {
  RefState S = RefState::borrowed();
  EXPECT_EQ(S.origin(), Origin::Borrowed);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
  EXPECT_FALSE(S.isReleased());
  EXPECT_FALSE(S.isDangling());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, Unknown) {
  RefState S = RefState::unknown();
  EXPECT_EQ(S.origin(), Origin::Unknown);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
  EXPECT_EQ(S, RefState());
}

TEST(RefStateTest, BeginsWithoutOtherHolders) {
  for (RefState S :
       {RefState::born(), RefState::borrowed(), RefState::unknown()}) {
    EXPECT_FALSE(S.isStored());
    EXPECT_FALSE(S.isKept());
    EXPECT_FALSE(S.isHeld());
    EXPECT_FALSE(S.isEscaped());
  }
}

//===----------------------------------------------------------------------===//
// Counting
//===----------------------------------------------------------------------===//

TEST(RefStateTest, LastReleaseReleases) {
  RefState S = RefState::born();
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_TRUE(S.isReleased());
  EXPECT_FALSE(S.isDangling());
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
}

TEST(RefStateTest, TwoReferencesNeedTwoReleases) {
  RefState S = RefState::born();
  EXPECT_EQ(S.add(), Fault::None);
  EXPECT_EQ(S.owned(), 2);
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isReleased());
  EXPECT_TRUE(S.isLeaked());
  EXPECT_EQ(S.use(), Fault::None);
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_TRUE(S.isReleased());
}

TEST(RefStateTest, BorrowedMayBeAddedAndReleased) {
  RefState S = RefState::borrowed();
  EXPECT_EQ(S.add(), Fault::None);
  EXPECT_TRUE(S.isLeaked());
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isLeaked());
  // Its lender still has it.
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, UnknownMayBeAddedAndReleased) {
  RefState S = RefState::unknown();
  EXPECT_EQ(S.add(), Fault::None);
  EXPECT_TRUE(S.isLeaked());
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isReleased());
}

TEST(RefStateTest, UnknownMayBeReleasedOnly) {
  RefState S = RefState::unknown();
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_EQ(S.owned(), -1);
  EXPECT_FALSE(S.isReleased());
  EXPECT_FALSE(S.isOverdrawn());
  EXPECT_EQ(S.use(), Fault::None);
}

//===----------------------------------------------------------------------===//
// Faults
//===----------------------------------------------------------------------===//

TEST(RefStateTest, UseAfterRelease) {
  EXPECT_EQ(released().use(), Fault::UseAfterRelease);
  EXPECT_EQ(released().add(), Fault::UseAfterRelease);
  EXPECT_EQ(released().steal(), Fault::UseAfterRelease);
  EXPECT_EQ(released().give(), Fault::UseAfterRelease);
}

TEST(RefStateTest, ReleasedTwice) {
  EXPECT_EQ(released().release(), Fault::OverRelease);
}

TEST(RefStateTest, DanglingUse) {
  EXPECT_TRUE(dangling().isDangling());
  EXPECT_TRUE(dangling().isReleased());
  EXPECT_EQ(dangling().use(), Fault::DanglingUse);
  EXPECT_EQ(dangling().add(), Fault::DanglingUse);
  EXPECT_EQ(dangling().steal(), Fault::DanglingUse);
  EXPECT_EQ(dangling().give(), Fault::DanglingUse);
  EXPECT_EQ(dangling().release(), Fault::DanglingUse);
}

TEST(RefStateTest, ReleaseOfBorrowed) {
  RefState S = RefState::borrowed();
  EXPECT_EQ(S.release(), Fault::OverRelease);
  EXPECT_EQ(S.owned(), -1);
}

TEST(RefStateTest, ReleaseOfBorrowedOnceTooOften) {
  RefState S = RefState::borrowed();
  S.add();
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_EQ(S.release(), Fault::OverRelease);
}

TEST(RefStateTest, ReleaseAfterSteal) {
  RefState S = RefState::born();
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_EQ(S.release(), Fault::OverRelease);
}

TEST(RefStateTest, ReturnOfBorrowed) {
  RefState S = RefState::borrowed();
  EXPECT_EQ(S.give(), Fault::BorrowedReturn);
  EXPECT_EQ(S.owned(), -1);
}

TEST(RefStateTest, ReturnAfterSteal) {
  RefState S = RefState::born();
  S.steal();
  EXPECT_EQ(S.give(), Fault::BorrowedReturn);
}

TEST(RefStateTest, ReturnOfUnknownIsNoFault) {
  RefState S = RefState::unknown();
  EXPECT_EQ(S.give(), Fault::None);
}

//===----------------------------------------------------------------------===//
// Giving away
//===----------------------------------------------------------------------===//

TEST(RefStateTest, GivenToTheCaller) {
  RefState S = RefState::born();
  EXPECT_EQ(S.give(), Fault::None);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_TRUE(S.isHeld());
  EXPECT_FALSE(S.isReleased());
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
}

TEST(RefStateTest, BorrowedGivenAfterAdd) {
  RefState S = RefState::borrowed();
  S.add();
  EXPECT_EQ(S.give(), Fault::None);
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
}

TEST(RefStateTest, GivingOneOfTwoLeaksTheOther) {
  RefState S = RefState::born();
  S.add();
  EXPECT_EQ(S.give(), Fault::None);
  EXPECT_TRUE(S.isLeaked());
}

TEST(RefStateTest, StolenStaysAlive) {
  RefState S = RefState::born();
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_TRUE(S.isHeld());
  EXPECT_FALSE(S.isReleased());
  EXPECT_FALSE(S.isLeaked());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, StolenAndDroppedIsGone) {
  RefState S = RefState::born();
  S.steal();
  EXPECT_EQ(S.drop(), Fault::None);
  EXPECT_FALSE(S.isHeld());
  EXPECT_TRUE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::UseAfterRelease);
  EXPECT_EQ(S.release(), Fault::OverRelease);
}

TEST(RefStateTest, OneOfTwoStolenAndDropped) {
  RefState S = RefState::born();
  S.add();
  S.steal();
  S.drop();
  EXPECT_EQ(S.owned(), 1);
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_TRUE(S.isReleased());
}

TEST(RefStateTest, BorrowedDroppedIsNotReleased) {
  // Overdrawn, but it is the lender who will notice.
  RefState S = RefState::borrowed();
  S.steal();
  S.drop();
  EXPECT_FALSE(S.isReleased());
  EXPECT_TRUE(S.isOverdrawn());
}

//===----------------------------------------------------------------------===//
// Debts
//===----------------------------------------------------------------------===//

TEST(RefStateTest, StealOfBorrowedIsJudgedAtTheEnd) {
  RefState S = RefState::borrowed();
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_EQ(S.owned(), -1);
  EXPECT_TRUE(S.isOverdrawn());
}

TEST(RefStateTest, DebtRepaid) {
  RefState S = RefState::borrowed();
  S.steal();
  EXPECT_EQ(S.add(), Fault::None);
  EXPECT_EQ(S.owned(), 0);
  EXPECT_FALSE(S.isOverdrawn());
  EXPECT_FALSE(S.isLeaked());
}

TEST(RefStateTest, BornStolenTwice) {
  RefState S = RefState::born();
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_TRUE(S.isOverdrawn());
  S.add();
  EXPECT_FALSE(S.isOverdrawn());
}

TEST(RefStateTest, UnknownIsNeverOverdrawn) {
  RefState S = RefState::unknown();
  EXPECT_EQ(S.steal(), Fault::None);
  EXPECT_FALSE(S.isOverdrawn());
}

//===----------------------------------------------------------------------===//
// Other holders
//===----------------------------------------------------------------------===//

TEST(RefStateTest, KeptByAContainer) {
  RefState S = RefState::born();
  S.keep();
  EXPECT_TRUE(S.isKept());
  EXPECT_TRUE(S.isLeaked()); // ours is one more
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
  EXPECT_EQ(S.release(), Fault::OverRelease);
}

TEST(RefStateTest, TheContainerDies) {
  RefState S = RefState::born();
  S.keep();
  S.release();
  S.unkeep();
  EXPECT_FALSE(S.isKept());
  EXPECT_TRUE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::UseAfterRelease);
}

TEST(RefStateTest, TheContainerDiesFirst) {
  RefState S = RefState::born();
  S.keep();
  S.unkeep();
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
  S.release();
  EXPECT_TRUE(S.isReleased());
}

TEST(RefStateTest, StolenAndKept) {
  // A call steals, then it shows that it is our container that has it.
  RefState S = RefState::born();
  S.steal();
  S.unhold();
  S.keep();
  EXPECT_FALSE(S.isReleased());
  S.unkeep();
  EXPECT_TRUE(S.isReleased());
}

TEST(RefStateTest, HeldOutlivesAll) {
  RefState S = RefState::born();
  S.hold();
  EXPECT_TRUE(S.isHeld());
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isReleased());
  S.keep();
  S.unkeep();
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, OnlyWhatWasBornSettles) {
  for (RefState S : {RefState::borrowed(), RefState::unknown()}) {
    S.keep();
    S.unkeep();
    S.drop();
    EXPECT_FALSE(S.isReleased());
  }
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

TEST(RefStateTest, StoredIsNoLeak) {
  RefState S = RefState::born();
  S.store();
  EXPECT_TRUE(S.isStored());
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isReleased());
}

TEST(RefStateTest, OneReferenceForEachPlace) {
  RefState S = RefState::born();
  S.add();
  S.store();
  EXPECT_TRUE(S.isLeaked());
  S.store();
  EXPECT_FALSE(S.isLeaked());
}

TEST(RefStateTest, OverwrittenIsALeakAgain) {
  RefState S = RefState::born();
  S.store();
  S.unstore();
  EXPECT_FALSE(S.isStored());
  EXPECT_TRUE(S.isLeaked());
}

TEST(RefStateTest, UnstoreOfWhatWasNotStored) {
  RefState S = RefState::born();
  S.unstore();
  EXPECT_FALSE(S.isStored());
  EXPECT_EQ(S, RefState::born());
}

TEST(RefStateTest, StoredStaysAlive) {
  RefState S = RefState::born();
  S.store();
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);
}

TEST(RefStateTest, WhatMemoryHoldsMayBeReleased) {
  RefState S = RefState::borrowed();
  S.store();
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_FALSE(S.isOverdrawn());
}

TEST(RefStateTest, StoredMayBeReturned) {
  // "self->cache = x; return x" is not judged.
  RefState S = RefState::borrowed();
  S.store();
  EXPECT_EQ(S.give(), Fault::None);
}

TEST(RefStateTest, StoredThenCounted) {
  RefState S = RefState::borrowed();
  S.store();
  S.add();
  EXPECT_FALSE(S.isLeaked());
  EXPECT_FALSE(S.isOverdrawn());
}

//===----------------------------------------------------------------------===//
// Lenders
//===----------------------------------------------------------------------===//

TEST(RefStateTest, LenderDiedButWeOwn) {
  RefState S = RefState::borrowed();
  S.add();
  S.lenderDied();
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.origin(), Origin::Born);
  EXPECT_EQ(S.use(), Fault::None);
  EXPECT_EQ(S.release(), Fault::None);
  EXPECT_TRUE(S.isReleased());
}

TEST(RefStateTest, LenderDiedButOthersHave) {
  RefState Kept = RefState::borrowed(), Held = Kept, Stored = Kept;
  Kept.keep();
  Held.hold();
  Stored.store();
  for (RefState S : {Kept, Held, Stored}) {
    S.lenderDied();
    EXPECT_FALSE(S.isReleased());
    EXPECT_FALSE(S.isDangling());
    EXPECT_EQ(S.use(), Fault::None);
  }
}

TEST(RefStateTest, LenderDiedThenTheContainerToo) {
  RefState S = RefState::borrowed();
  S.keep();
  S.lenderDied();
  S.unkeep();
  EXPECT_TRUE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::DanglingUse);
}

TEST(RefStateTest, OnlyTheBorrowedHaveALender) {
  RefState Born = RefState::born(), Unknown = RefState::unknown();
  Born.lenderDied();
  Unknown.lenderDied();
  EXPECT_EQ(Born, RefState::born());
  EXPECT_EQ(Unknown, RefState::unknown());
}

TEST(RefStateTest, ForgottenOrigin) {
  RefState S = RefState::borrowed();
  S.forgetOrigin();
  EXPECT_EQ(S.origin(), Origin::Unknown);
  EXPECT_EQ(S.release(), Fault::None);
  S.lenderDied();
  EXPECT_FALSE(S.isReleased());
  EXPECT_EQ(S.use(), Fault::None);

  RefState Born = RefState::born();
  Born.forgetOrigin();
  EXPECT_EQ(Born, RefState::born());
}

//===----------------------------------------------------------------------===//
// Escape
//===----------------------------------------------------------------------===//

TEST(RefStateTest, EscapeSilences) {
  for (RefState S : {RefState::born(), RefState::borrowed(),
                     RefState::unknown(), released(), dangling()}) {
    S.escape();
    EXPECT_TRUE(S.isEscaped());
    EXPECT_FALSE(S.isLeaked());
    EXPECT_FALSE(S.isOverdrawn());
    EXPECT_EQ(S.use(), Fault::None);
    for (int I = 0; I < 3; ++I)
      EXPECT_EQ(S.release(), Fault::None);
    EXPECT_EQ(S.add(), Fault::None);
    EXPECT_EQ(S.steal(), Fault::None);
    EXPECT_EQ(S.steal(), Fault::None);
    EXPECT_EQ(S.give(), Fault::None);
    EXPECT_FALSE(S.isLeaked());
    EXPECT_FALSE(S.isOverdrawn());
  }
}

TEST(RefStateTest, EscapedIsNotReleasedAnyMore) {
  RefState S = RefState::born();
  S.escape();
  S.release();
  S.drop();
  S.unkeep();
  EXPECT_FALSE(S.isReleased());

  RefState B = RefState::borrowed();
  B.escape();
  B.lenderDied();
  EXPECT_FALSE(B.isReleased());
}

//===----------------------------------------------------------------------===//
// Identity
//===----------------------------------------------------------------------===//

TEST(RefStateTest, Equality) {
  EXPECT_EQ(RefState::born(), RefState::born());
  EXPECT_NE(RefState::born(), RefState::borrowed());
  EXPECT_NE(RefState::borrowed(), RefState::unknown());

  // There and back.
  RefState S = RefState::born();
  S.add();
  EXPECT_NE(S, RefState::born());
  S.release();
  EXPECT_EQ(S, RefState::born());
  S.keep();
  S.unkeep();
  S.hold();
  S.unhold();
  S.store();
  S.unstore();
  EXPECT_EQ(S, RefState::born());
}

TEST(RefStateTest, EachPartHasItsBits) {
  RefState Base = RefState::unknown();
  RefState Added = Base, Overdrawn = Base, Stored = Base, Kept = Base,
           Held = Base, Escaped = Base;
  Added.add();
  Overdrawn.release();
  Stored.store();
  Kept.keep();
  Held.hold();
  Escaped.escape();
  std::set<uint64_t> Bits;
  RefState All[] = {Base,
                    Added,
                    Overdrawn,
                    Stored,
                    Kept,
                    Held,
                    Escaped,
                    RefState::born(),
                    RefState::borrowed(),
                    released(),
                    dangling()};
  for (const RefState &S : All)
    EXPECT_TRUE(Bits.insert(S.bits()).second);
  for (const RefState &A : All)
    for (const RefState &B : All)
      EXPECT_EQ(A == B, A.bits() == B.bits());
}

TEST(RefStateTest, ANegativeCountStaysInItsBits) {
  RefState S = RefState::unknown(), T = S;
  S.release(); // -1, all ones in 16 bits
  T.release();
  T.store();
  T.unstore();
  EXPECT_EQ(S, T);
  EXPECT_EQ(S.bits() >> 16, 0U);
}

TEST(RefStateTest, FreeIsTheEndWhoeverElseRefersToIt) {
  RefState S = RefState::born();
  S.store();
  S.hold();
  EXPECT_EQ(S.free(), Fault::None);
  EXPECT_TRUE(S.isReleased());
  EXPECT_FALSE(S.isLeaked());
  EXPECT_EQ(S.use(), Fault::UseAfterRelease);
  EXPECT_EQ(S.free(), Fault::OverRelease);

  RefState Unknown = RefState::unknown();
  EXPECT_EQ(Unknown.free(), Fault::None);
  EXPECT_TRUE(Unknown.isReleased());

  RefState Escaped = RefState::born();
  Escaped.escape();
  EXPECT_EQ(Escaped.free(), Fault::None);
  EXPECT_EQ(Escaped.free(), Fault::None);
}

} // namespace
