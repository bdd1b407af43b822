//===- Facts.h - What an API function does, as data -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The in-memory form of annotations/*.yaml (format: annotations/README.md).
/// Everything here is a literal type: the bundled table is constant data that
/// needs no work when the plugin is loaded. Strings and arrays are borrowed
/// from whoever owns the table.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_ANNOTATIONS_FACTS_H
#define PYREFCHECK_ANNOTATIONS_FACTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <limits>

namespace pyrefcheck {

/// A parameter by its position, or one of the negative values below.
using ParamIndex = int8_t;

/// Owners that are not a parameter.
enum : ParamIndex {
  OwnerUnknown = -1,     ///< somebody; we don't know who
  OwnerInterpreter = -2, ///< a module, type, thread state: outlives the code
  OwnerImmortal = -3,    ///< never dies
  HolderResult = -4,     ///< as a holder: the object that the call returns
};

enum class ResultKind : uint8_t {
  Any,       ///< any value of the type
  Void,      ///< nothing
  New,       ///< non-NULL, a new reference for the caller
  Borrowed,  ///< non-NULL, borrowed from Result::From
  Argument,  ///< the object given as parameter Result::From, no new reference
  Null,      ///< NULL
  NonNull,   ///< a non-NULL pointer that is no reference; if Result::From is a
             ///< parameter, a pointer into that object, which dies with it
  Integer,   ///< Result::Low .. Result::High
  Indicator, ///< non-NULL (borrowed) exactly if an exception is set
};

struct Result {
  ResultKind Kind = ResultKind::Any;
  ParamIndex From = OwnerUnknown;
  int64_t Low = std::numeric_limits<int64_t>::min();
  int64_t High = std::numeric_limits<int64_t>::max();
};

/// What an outcome does to the error indicator.
enum class Raise : uint8_t {
  No,    ///< leaves it as it was
  Yes,   ///< sets it
  Clear, ///< clears it
  Maybe, ///< unknown afterwards
};

/// What must go wrong for an outcome to happen.
enum class Failure : uint8_t {
  None,   ///< success
  Error,  ///< an ordinary error: wrong type, missing key, user exception
  Memory, ///< only memory exhaustion
  Type,   ///< only an argument that is not of the type in Function::Expects
};

enum class EffectKind : uint8_t {
  Steal,        ///< takes over one reference of the caller to Param
  Keep,         ///< holds its own reference to Param in Other (see ParamIndex)
  Add,          ///< gives the caller one more reference to Param (Py_INCREF)
  Release,      ///< gives up one reference of the caller to Param (Py_DECREF)
  Escape,       ///< Param goes out of sight: data that a callback gets back
  Overwrite,    ///< an item of Param is replaced, its reference not given up
  OutNew,       ///< *Param = a new reference, non-NULL
  OutNewOrNull, ///< *Param = a new reference, or NULL
  OutBorrowed,  ///< *Param = a reference borrowed from Other, non-NULL
  OutNull,      ///< *Param = NULL
  OutReplace,   ///< the reference in *Param is consumed, a new one stored there
  OutConsume,   ///< the reference in *Param is consumed, NULL stored there
};

struct Effect {
  EffectKind Kind;
  ParamIndex Param;
  ParamIndex Other = OwnerUnknown;
};

/// One thing that a call may do.
struct Outcome {
  Result Returns;
  Raise Raises = Raise::No;
  Failure Fails = Failure::None;
  llvm::ArrayRef<Effect> Effects;
};

/// Which format string language decides about the arguments after the format.
enum class FormatKind : uint8_t { None, Build, Parse };

struct Expectation {
  ParamIndex Param;
  llvm::StringRef Type;
};

enum class MemoryKind : uint8_t {
  Allocate,   ///< the non-NULL result is memory of the family
  Reallocate, ///< takes over the memory Param, unless it fails
  Free,       ///< frees the memory Param
  Out,        ///< on success, *Param = memory of the family
};

/// What a function does with memory that has to be freed.
struct MemoryUse {
  MemoryKind Kind;
  ParamIndex Param; ///< -1 for Allocate
  llvm::StringRef Family;
};

/// A function, a function pointer member ("PyTypeObject.tp_repr"), or an entry
/// point prefix ("PyInit_"): for a member it is both what a call through it
/// does and what a function stored in it must do. What differs between versions
/// is several of these with one name, each for the versions Since to Until.
/// "spam::Eggs::fry" is a C++ function; its first parameter may be "self".
struct Function {
  llvm::StringRef Name;
  llvm::ArrayRef<llvm::StringRef> Params; ///< "..." last: variadic
  llvm::ArrayRef<Outcome> Outcomes;       ///< never empty; success first
  /// The type that a New result is known to have ("bytes"), or empty.
  llvm::StringRef ResultType;
  llvm::ArrayRef<Expectation> Expects;
  /// Parameters that may be NULL, one bit a parameter.
  uint32_t NullOk = 0;
  /// Parameters for which NULL raises an exception; for all that are neither
  /// here nor in NullOk, it is a bug.
  uint32_t NullRaises = 0;
  llvm::ArrayRef<MemoryUse> Memory;
  FormatKind Format = FormatKind::None;
  ParamIndex FormatParam = -1;
  bool RunsPython = false;
  bool NeedsGil = true; ///< only with an attached thread state
  bool NoReturn = false;
  bool Throws = false;    ///< NoReturn, as a C++ exception leaves it
  bool AlignLast = false; ///< parameters name the last arguments of the call
  bool Init = false;      ///< runs at start-up only (module initialisation)
  bool Shared = false;    ///< somebody who outlives the call holds the result
  bool Pure = false;      ///< gives the same answer to the same arguments
  /// The engine evaluates the call; only Memory and Escape are looked at.
  bool Watched = false;
  bool Destroys = false;     ///< runs when an object comes to its end
  bool ReleasesType = false; ///< and gives up its reference to its type
  bool Constructs = false; ///< runs once an object, unless it is called by hand
  llvm::StringRef Chapter;
  llvm::StringRef Source;
  llvm::StringRef Since; ///< "3.13" or empty
  llvm::StringRef Until; ///< last version that has it, or empty
  llvm::StringRef
      Limited; ///< in the limited API from this version on, or empty
  llvm::StringRef Note;
};

enum class ThreadEffect : uint8_t { None, Attaches, Detaches };

/// Memory, or another resource, that one function frees, whichever of several
/// allocated it.
struct Family {
  llvm::StringRef Name; ///< "mem"
  llvm::StringRef Free; ///< the function, "PyMem_Free"
  bool NeedsGil = true; ///< to allocate and free
  llvm::StringRef What; ///< in messages: "memory", "buffer", "thread state"
  /// The resource is a struct that is handed over by its address; this member
  /// of it owns ("obj" of Py_buffer). Empty: a pointer or handle.
  llvm::StringRef Member;
  bool Handle = false; ///< what is given back lives on and may be used
  /// Having it means that the thread state is detached, or attached; giving it
  /// back, that it is attached, or as it was before.
  ThreadEffect Thread = ThreadEffect::None;
  /// The checker of the engine that reports the same ("unix.Malloc"), or empty.
  llvm::StringRef ReportedBy;
  llvm::StringRef Note;
};

/// "3.13" as PY_VERSION_HEX without the micro version; 0 if it is no version.
unsigned versionHex(llvm::StringRef Version);

/// What one vararg of a format code is.
enum class FormatRole : uint8_t {
  Value,        ///< read only, no object (build); an int, a char*
  Object,       ///< build: an object, not stolen
  Stolen,       ///< build: an object, stolen always
  Converter,    ///< a function that the following argument belongs to
  ConverterArg, ///< opaque argument of a converter
  Type,         ///< parse: a type object, read only
  OutBorrowed,  ///< parse: receives a borrowed reference
  OutValue,     ///< parse: receives something that needs no release
  OutMemory,    ///< parse: receives memory or a buffer to be freed
};

struct FormatCode {
  FormatKind Language;
  llvm::StringRef Code; ///< "O", "es#", "O&"; the longest match wins
  llvm::ArrayRef<FormatRole> Roles;
  llvm::StringRef Family; ///< of the memory of OutMemory, or empty
};

/// "PyTypeObject.tp_repr" for slot number 66 of PyType_Slot.
struct Slot {
  llvm::StringRef Record; ///< PyType_Slot, PyModuleDef_Slot
  int Id;
  llvm::StringRef Member;
};

/// Another spelling of a name: a struct tag for its typedef, a renaming prefix.
struct Alias {
  llvm::StringRef From;
  llvm::StringRef To;
};

/// A static object that needs no counting from a version on.
struct Immortal {
  llvm::StringRef Variable; ///< "_Py_NoneStruct"
  unsigned SinceHex;        ///< PY_VERSION_HEX
};

/// How code asks for a type that Function::ResultType names.
struct TypeFact {
  llvm::StringRef Name;   ///< "bytes"
  llvm::StringRef Object; ///< "PyBytes_Type"
  int Feature = -1;       ///< the bit in tp_flags that subclasses have, too
};

} // namespace pyrefcheck

#endif // PYREFCHECK_ANNOTATIONS_FACTS_H
