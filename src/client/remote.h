#pragma once
// A word of the catalogue run on a server: the same arguments, the same answer, the same failures.

#include "app/catalogue.h"
#include "app/session.h"

namespace dengbao::client {

// Files named by the arguments are brought there first. Usage client.not_there for words and
// options that belong to a machine; otherwise what the server answers. Long work goes on there as a
// job, whose progress is shown here; interrupted() cancels it.
Result<Answer> perform_there(const UseCase& use_case, const Globals& globals,
                             const Arguments& arguments, const std::string& url,
                             const Progress& progress = {});

// login URL: a token for this machine.
void add_login_words(Catalogue& all);

}  // namespace dengbao::client
