#pragma once
// Spans as people say them.

#include <string>
#include <string_view>

namespace dengbao {

// "P10WD" → "10 个工作日" / "10 working days"; anything that is no span as it stands.
std::string span_words(std::string_view span, bool chinese);

}  // namespace dengbao
