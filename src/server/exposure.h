#pragma once
// What of the catalogue is offered over the network, and how its options travel. A path of the
// server's disk never comes from outside: options that name files take uploads, options that name
// folders or places to write are not offered, and a word that cannot do without one has no route.

#include "app/catalogue.h"

namespace dengbao::server {

enum class Carries : std::uint8_t {
  Text,
  Upload,        // "upload:ID" in place of a path
  NamedUpload,   // "slot=upload:ID"
  TextOrUpload,  // a number, or an upload
  Nothing,       // a path that only makes sense on this machine: not offered
};

Carries carries(const Option& option);
bool offered(const UseCase& use_case);
// Without signing in: what the law makes public, and what everybody may compute.
bool open_to_all(const UseCase& use_case);
// POST; everything else is read with GET.
bool writes(const UseCase& use_case);
// Whose work may take longer than a request should: done as a job (server/jobs.h).
bool takes_long(const UseCase& use_case);
// Whether its answer holds what is told once and kept nowhere in the clear: such an answer is never
// laid down for later.
bool tells_secret(const UseCase& use_case);

}  // namespace dengbao::server
