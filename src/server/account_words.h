#pragma once
// account ticket, unlock, sessions, end: what a security administrator does about sign-ins.

#include "app/catalogue.h"

namespace dengbao::server {

void add_account_words(Catalogue& all);

}  // namespace dengbao::server
