#include "app/session.h"

#include <chrono>

#include "app/installation.h"

namespace dengbao {

Session::Session(Globals globals, Progress progress)
    : globals_(std::move(globals)), progress_(std::move(progress)) {
  if (!progress_) progress_ = [](std::string_view, std::int64_t, std::int64_t) {};
}

Session::Session(Globals globals, Progress progress, const Shared& shared)
    : Session(std::move(globals), std::move(progress)) {
  shared_ = &shared;
  installation_ = shared.installation;
}

Session::~Session() = default;

Result<LawLibrary*> Session::law() {
  // A word may lay a folder over its library, so each session has its own.
  if (!law_) {
    if (shared_)
      law_ = *shared_->law;
    else
      law_ = TRY(LawLibrary::open(globals_.law_folder));
  }
  return &*law_;
}

Result<const Calendar*> Session::calendar() {
  if (installation_) return &installation_->calendar();
  if (!calendar_) {
    const LawLibrary* library = TRY(law());
    calendar_ = TRY(read_calendar(library->files()));
  }
  return &*calendar_;
}

Result<Installation*> Session::installation(bool writing) {
  if (shared_ || (installation_ && (writing_ || !writing))) return installation_;
  installation_ = nullptr;
  own_.reset();  // the lock of writing cannot be taken beside an open reader of our own
  OpenOptions options;
  options.folder = globals_.data;
  options.db = globals_.db;
  options.passphrase_file = globals_.passphrase_file;
  options.writing = writing;
  options.wait_seconds = globals_.wait_seconds;
  const LawLibrary* library = TRY(law());
  own_ = TRY(Installation::open(options, library->files()));
  installation_ = own_.get();
  writing_ = writing;
  return installation_;
}

void Session::next_caller(std::string account, std::optional<Date> on,
                          std::optional<Instant> as_of) {
  globals_.account = std::move(account);
  globals_.on = on;
  globals_.as_of = as_of;
}

Instant Session::now() {
  if (globals_.as_of) return *globals_.as_of;
  if (installation_) return installation_->now();
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_millis(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

}  // namespace dengbao
