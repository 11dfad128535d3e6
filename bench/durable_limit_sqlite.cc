// The limit on SQLite: 64 clients that each wait until their one row of 700 bytes is durable, one
// writer that commits whatever has gathered. WAL, synchronous=FULL; nothing else is done.
//   durable_limit_sqlite [FILE] [SECONDS]

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

using SteadyClock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

struct Move {
  std::string row;
  std::binary_semaphore done{0};
};

std::mutex gate;
std::condition_variable gathered;
std::vector<Move*> waiting;
std::atomic<bool> stop = false;

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
  std::exit(1);
}

void write_batches(sqlite3* db) {
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO event (core) VALUES (?)", -1, &insert, nullptr);
  std::vector<Move*> batch;
  while (!stop) {
    std::unique_lock lock(gate);
    gathered.wait(lock, [] { return !waiting.empty() || stop; });
    batch.swap(waiting);
    lock.unlock();
    run(db, "BEGIN IMMEDIATE");
    for (const Move* move : batch) {
      const std::string& row = move->row;
      sqlite3_bind_text64(insert, 1, row.data(), row.size(), SQLITE_STATIC, SQLITE_UTF8);
      if (sqlite3_step(insert) != SQLITE_DONE) std::exit(1);
      sqlite3_reset(insert);
    }
    run(db, "COMMIT");
    for (Move* move : batch) move->done.release();
    batch.clear();
  }
  sqlite3_finalize(insert);
}

void act(std::vector<double>* millis) {
  Move move;
  move.row.assign(700, 'e');
  while (!stop) {
    const auto start = SteadyClock::now();
    {
      const std::lock_guard lock(gate);
      waiting.push_back(&move);
    }
    gathered.notify_one();
    // The last moves of the run may never be answered.
    while (!move.done.try_acquire_for(std::chrono::milliseconds(200)))
      if (stop) return;
    millis->push_back(Millis(SteadyClock::now() - start).count());
  }
}

int main(int argc, char** argv) {
  const std::string path = argc > 1 ? argv[1] : "/tmp/durable_limit.db";
  const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) return 1;
  run(db,
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; DROP TABLE IF EXISTS event;"
      "CREATE TABLE event (number INTEGER PRIMARY KEY, core TEXT NOT NULL)");
  std::vector<std::vector<double>> millis(64);
  std::vector<std::thread> clients;
  std::thread writer(write_batches, db);
  for (auto& mine : millis) clients.emplace_back(act, &mine);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  gathered.notify_all();
  writer.join();
  for (auto& client : clients) client.join();
  std::vector<double> all;
  for (const auto& mine : millis) all.insert(all.end(), mine.begin(), mine.end());
  std::ranges::sort(all);
  const double p99 = all.empty() ? 0 : all[all.size() * 99 / 100];
  std::printf("durable_limit_sqlite: %.0f moves/s, p99 %.2f ms\n",
              static_cast<double>(all.size()) / seconds, p99);
}
