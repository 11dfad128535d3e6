#pragma once
// The carriers of the program: mail over SMTP, Standard Webhooks, and services described by files.

#include <memory>

#include "app/carriers.h"

namespace dengbao::link {

std::unique_ptr<Carriers> make_carriers();

}  // namespace dengbao::link
