//===- TableStorage.cpp - The memory behind an OwnedTable -----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TableStorage.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace pyrefcheck {

Function TableStorage::save(const Function &F) {
  Function Copy = F;
  Copy.Name = save(F.Name);
  std::vector<StringRef> Params;
  for (StringRef Param : F.Params)
    Params.push_back(save(Param));
  Copy.Params = save(ArrayRef<StringRef>(Params));
  std::vector<Outcome> Outcomes(F.Outcomes.begin(), F.Outcomes.end());
  for (Outcome &O : Outcomes)
    O.Effects = save(O.Effects);
  Copy.Outcomes = save(ArrayRef<Outcome>(Outcomes));
  Copy.ResultType = save(F.ResultType);
  std::vector<Expectation> Expects(F.Expects.begin(), F.Expects.end());
  for (Expectation &E : Expects)
    E.Type = save(E.Type);
  Copy.Expects = save(ArrayRef<Expectation>(Expects));
  std::vector<MemoryUse> Memory(F.Memory.begin(), F.Memory.end());
  for (MemoryUse &M : Memory)
    M.Family = save(M.Family);
  Copy.Memory = save(ArrayRef<MemoryUse>(Memory));
  Copy.Chapter = save(F.Chapter);
  Copy.Source = save(F.Source);
  Copy.Since = save(F.Since);
  Copy.Until = save(F.Until);
  Copy.Limited = save(F.Limited);
  Copy.Note = save(F.Note);
  return Copy;
}

void TableStorage::finish() {
  auto ByName = [](const Function &A, const Function &B) {
    if (A.Name != B.Name)
      return A.Name < B.Name;
    return versionHex(A.Since) < versionHex(B.Since);
  };
  std::sort(Functions.begin(), Functions.end(), ByName);
  std::sort(Members.begin(), Members.end(), ByName);
  std::sort(EntryPoints.begin(), EntryPoints.end(), ByName);
  std::sort(Formats.begin(), Formats.end(),
            [](const FormatCode &A, const FormatCode &B) {
              return std::tie(A.Language, A.Code) <
                     std::tie(B.Language, B.Code);
            });
  std::sort(Slots.begin(), Slots.end(), [](const Slot &A, const Slot &B) {
    return std::tie(A.Record, A.Id) < std::tie(B.Record, B.Id);
  });
  auto ByFrom = [](const Alias &A, const Alias &B) { return A.From < B.From; };
  std::sort(Records.begin(), Records.end(), ByFrom);
  std::sort(Prefixes.begin(), Prefixes.end(), ByFrom);
  std::stable_sort(Headers.begin(), Headers.end(), ByFrom);
  std::sort(Immortals.begin(), Immortals.end(),
            [](const Immortal &A, const Immortal &B) {
              return A.Variable < B.Variable;
            });
  std::sort(Elements.begin(), Elements.end());
  std::sort(Families.begin(), Families.end(),
            [](const Family &A, const Family &B) { return A.Name < B.Name; });

  Data.Functions = Functions;
  Data.Members = Members;
  Data.EntryPoints = EntryPoints;
  Data.Formats = Formats;
  Data.Slots = Slots;
  Data.Records = Records;
  Data.Prefixes = Prefixes;
  Data.Immortals = Immortals;
  Data.Elements = Elements;
  std::sort(
      Types.begin(), Types.end(),
      [](const TypeFact &A, const TypeFact &B) { return A.Name < B.Name; });
  Data.Types = Types;
  Data.Families = Families;
  Data.Headers = Headers;
}

} // namespace pyrefcheck
