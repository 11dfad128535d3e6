#pragma once
// Accounts as identity sees them, and the first ones of an installation.

#include "app/installation.h"
#include "identity/identity.h"

namespace dengbao::server {

// `demo`: administrators need no one-time code.
identity::Identity::Accounts standings(Installation& installation, bool demo);
Instant machine_now();

// The fact that something about an account's secrets changed, without the secret.
Status note_change(Installation& installation, const Actor& actor, const std::string& account,
                   const std::string& event);

// When no administrator can sign in yet: the account that may, made where there is none, and its
// one-time ticket. Nothing otherwise.
struct FirstSteps {
  std::string account, ticket;
};
Result<std::optional<FirstSteps>> first_steps(Installation& installation,
                                              identity::Identity& identity);

// For a demonstration: one password for every account, made for this run, and the three
// administrators. Answers the accounts.
Result<std::vector<std::string>> give_demo_passwords(Installation& installation,
                                                     identity::Identity& identity,
                                                     const std::string& password);

}  // namespace dengbao::server
