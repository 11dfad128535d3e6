#pragma once
// The answer with what a terminal needs to show it as if the word had run there: columns, text,
// notes. Asked for by `Accept: application/vnd.dengbao.answer+json`; a refusal then comes with its
// arguments, so that the caller's own texts say it.

#include <boost/json/object.hpp>

#include "app/catalogue.h"

namespace dengbao::server {

inline constexpr std::string_view kEnvelope = "application/vnd.dengbao.answer+json";

json::object envelope(Answer answer);
// BadInput server.envelope where it is none.
Result<Answer> answer_from(json::value v);

// `hidden`: the server's own folder, of which nobody is told.
json::object explanation_json(const Explanation& e, std::string_view hidden);
Explanation explanation_from(const json::object& o);

}  // namespace dengbao::server
