//===- Message.h - The language server protocol's frames --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_MESSAGE_H
#define PYREFCHECK_EDITOR_MESSAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace pyrefcheck {
namespace editor {

/// Takes bytes as they come and gives messages. Whatever comes: after an error
/// it goes on with the next header that it can read.
class MessageReader {
public:
  enum Kind { Message, Damaged, NeedMore };

  /// Longer ones are not believed.
  static constexpr size_t MaxLength = size_t(1) << 28;

  void append(llvm::StringRef Bytes);

  /// \p Text is the message's body, or what was wrong; valid until append().
  Kind next(llvm::StringRef &Text);

private:
  enum LineKind { NoLineYet, WholeLine, TooLong };
  LineKind line(llvm::StringRef &Line);
  bool readLength(llvm::StringRef Line);
  bool findHeader();
  Kind damaged(llvm::StringRef &Text, const char *Why);

  std::string Buffer;
  size_t At = 0;     ///< what is before it was taken
  size_t Length = 0; ///< of the body
  bool HasLength = false;
  bool InBody = false;
  bool InHeader = false; ///< saw a header line of this message
  bool Lost = false;     ///< looks for the next Content-Length
};

/// What comes before \p Body.
std::string header(llvm::StringRef Body);

/// What tells where a message goes, without reading all of it.
struct Envelope {
  bool Valid = false;     ///< is an object, as far as it matters here
  std::string Method;     ///< empty: a response
  std::string Id;         ///< as normalized JSON text; empty: a notification
  bool HasResult = false; ///< or an error

  bool isRequest() const { return !Method.empty() && !Id.empty(); }
  bool isResponse() const { return Method.empty() && !Id.empty(); }
};
Envelope peek(llvm::StringRef Body);

/// Parses \p Body, also if it is not quite UTF-8. Null if it is no JSON.
llvm::json::Value parseMessage(llvm::StringRef Body);

/// The parameters of a parsed message; null if there are none.
llvm::json::Object *paramsOf(llvm::json::Value &Message);

std::string toText(const llvm::json::Value &V);

std::string notification(llvm::StringRef Method, llvm::json::Value Params);
std::string request(llvm::StringRef Id, llvm::StringRef Method,
                    llvm::json::Value Params);
/// \p Id is JSON text, as in Envelope.
std::string response(llvm::StringRef Id, llvm::json::Value Result);
std::string errorResponse(llvm::StringRef Id, int Code,
                          llvm::StringRef Message);

/// Those of the protocol that we use.
enum ErrorCode {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  NotInitialized = -32002,
  RequestFailed = -32803,
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_MESSAGE_H
