#pragma once
// Names as UUIDs: the same name gives the same UUID on every machine (version 5, RFC 9562 §5.5).

#include <string>
#include <string_view>

namespace dengbao::requirements {

// Of "profile/S3A2G3" and the like, in the name space of this catalogue.
std::string uuid_of(std::string_view name);
// `space`: another UUID, in its usual spelling.
std::string uuid_v5(std::string_view space, std::string_view name);

}  // namespace dengbao::requirements
