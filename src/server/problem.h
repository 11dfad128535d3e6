#pragma once
// Failures on the wire: application/problem+json [RFC 9457] with our code, kind and citations.

#include "app/messages.h"
#include "http/message.h"

namespace dengbao::server {

// `conditional`: the request had If-Match, so that a conflict is a failed precondition.
int status_of(const Explanation& e, bool conditional);
// `hidden`: a folder of this machine that must not be told. `whole`: with the arguments of the text
// (envelope.h).
http::Response problem(const Explanation& e, const Messages& messages, bool conditional,
                       std::string_view hidden, bool whole = false);

}  // namespace dengbao::server
