#pragma once
// What a receipt or a document from somewhere else is worth. Its bytes are parsed in a worker
// without files, sockets or privileges (design §7): nobody knows who made them.

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/verify/receipt.h"
#include "sandbox/sandbox.h"

namespace dengbao {

enum class ProofForm { Receipt, Document };

// What was found, whatever was looked at.
struct ProofFindings {
  std::string kind;  // "receipt", "document"
  bool intact = false;
  ledger::Signer signer = ledger::Signer::Unchecked;
  std::string fingerprint;
  boost::json::object more;  // number, title, tree_size … of what is intact
  std::vector<Explanation> reasons;
};

// What is judged, and by which keys.
struct ForeignProof {
  ProofForm form = ProofForm::Receipt;
  std::string bytes;
  std::string beside;              // text of NAME.sig.json, or empty
  std::vector<std::string> trust;  // texts of trust anchors; each is known to be readable
};

// For the table of workers in main (sandbox::run_worker_if_asked).
extern const sandbox::Worker kProofWorker;

// What cannot be read is not intact. Errors: those of sandbox::run.
Result<ProofFindings> judge_proof(const ForeignProof& proof, const sandbox::Options& options);

}  // namespace dengbao
