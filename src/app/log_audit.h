#pragma once
// The audit of an installation: the log itself by the verifier, and what lies beside it: that every
// row still says what its event says, and that frozen documents and files are the bytes they were.

#include "app/installation.h"
#include "app/session.h"
#include "ledger/verify/audit.h"

namespace dengbao {

struct LogAuditOptions {
  bool all_signatures = false;
  std::vector<ledger::TrustAnchor> anchors;
  std::optional<ledger::SignedHead> remembered;
  Progress progress;
};

struct LogAudit {
  ledger::AuditReport report;
  std::int64_t documents = 0;       // files whose digest was computed anew
  std::vector<Explanation> beside;  // rows, files and documents that differ
};

Result<LogAudit> audit_installation(Installation& installation, Reading& reading,
                                    const LogAuditOptions& options);

}  // namespace dengbao
