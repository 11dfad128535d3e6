#pragma once
// What can be said about a pack without running it, and what its worked cases prove.

#include <memory>
#include <string>
#include <vector>

#include "engine/check/worked_case.h"

namespace dengbao {

// Findings: unreachable states and dead ends, duties without an end or whose escalation leads
// nowhere, documents whose fields nobody gives, citations that do not resolve, effects that run in
// circles, functions nobody has written. `all` holds every instrument a citation may name.
std::vector<Explanation> check_law(const Law& law, const Functions& functions);

// One rule taken away or changed.
struct Mutation {
  std::string what;  // "duty filing.review", "guard filing.accept 2" …
  Place place;
  std::vector<std::string> cites;
  Law law;  // with that rule gone
};
// Calls `each` with every mutation of the rules that the pack itself holds.
void each_mutation(const Law& law, const std::function<void(Mutation)>& each);

struct MutationResult {
  std::string what;
  Place place;
  std::vector<std::string> cites;
  std::vector<std::string> killed_by;  // ids of worked cases; empty: nobody notices
};
std::vector<MutationResult> run_mutations(const std::shared_ptr<const Law>& law,
                                          const std::vector<WorkedCase>& cases,
                                          const Calendar& calendar, const Functions& functions);

// A procedure as a graph in DOT, states and moves with their clauses.
std::string graph_of(const Procedure& procedure);

}  // namespace dengbao
