#pragma once
// A wire between a program and a PostgreSQL that can be cut at the worst moment.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dengbao::conformance {

class CuttingProxy {
 public:
  enum class Cut { Never, BeforeCommit, AfterCommit };

  // Listens on a free port of the loopback; `server` is a URL with a host or a folder of sockets.
  explicit CuttingProxy(const std::string& server);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // The same URL by way of this wire.
  std::string through(const std::string& url) const;
  // Cuts once, at the next COMMIT: before it reaches the server, or after the server answered it.
  void cut(Cut when) {
    has_cut_ = false;
    cut_ = when;
  }
  // Cuts once, at the nth statement (from 1) that the program has executed from now on: before it
  // reaches the server, in its middle, when it is sent and nobody waits for what becomes of it, or
  // when the server has answered and its answer is lost. What was sent before it has arrived.
  enum class At { Before, Within, Sent, Answered };
  void cut_nth(int n, At at) {
    const std::lock_guard lock(mutex_);
    has_cut_ = false;
    at_ = at;
    statements_ = 0;
    nth_ = n;
    commits_.clear();
  }
  int statements() const { return statements_; }  // since the last cut_nth
  std::vector<int> commits() const {              // which of them were a COMMIT
    const std::lock_guard lock(mutex_);
    return commits_;
  }
  bool has_cut() const { return has_cut_; }

 private:
  void accept_all();
  void carry(int client);
  struct Piece;
  class Pieces;
  bool pass(int server, const Piece& piece);
  int dial() const;

  std::string host_, port_;
  int listener_ = -1;
  int own_port_ = 0;
  std::atomic<Cut> cut_ = Cut::Never;
  std::atomic<At> at_ = At::Before;
  std::atomic<int> nth_ = 0, statements_ = 0;
  mutable std::mutex mutex_;
  std::vector<int> commits_;
  std::atomic<bool> has_cut_ = false;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> wires_;
  std::thread accepting_;
};

}  // namespace dengbao::conformance
