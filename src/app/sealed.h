#pragma once
// Addresses and passwords that notices need: sealed under the key of the installation, beside the
// records, never in the log [GB/T 22239-2019 §8.1.4.8]. They survive a rebuild.

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "app/desk.h"
#include "app/installation.h"

namespace dengbao {

// `name`: "channel/zhang/mail", "carrier/mail". An empty object takes it away. External app.no_key.
Status keep_sealed(Work& work, Installation& installation, const std::string& name,
                   const json::object& value);
// Nothing where there is none. External app.no_key, link.sealed (sealed under another key).
Result<std::optional<json::object>> sealed_under(Reading& reading, Installation& installation,
                                                 const std::string& name);

}  // namespace dengbao
