// The limit on PostgreSQL: 64 clients that each wait until their one row of 700 bytes is durable,
// one writer that sends whatever has gathered in one pipeline and commits. Nothing else is done.
//   durable_limit_pg URL [SECONDS]

#include <libpq-fe.h>

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

void good(PGconn* pg, PGresult* result) {
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    std::fputs(PQerrorMessage(pg), stderr);
    std::exit(1);
  }
  PQclear(result);
}
void hear(PGconn* pg, std::size_t answers) {
  for (std::size_t i = 0; i < answers; ++i) {
    good(pg, PQgetResult(pg));
    PQgetResult(pg);  // nothing more of this one
  }
  PQclear(PQgetResult(pg));  // the end of the pipeline
}
void write_batches(PGconn* pg) {
  PQclear(PQprepare(pg, "insert", "INSERT INTO limit_event (core) VALUES ($1)", 1, nullptr));
  PQenterPipelineMode(pg);
  std::vector<Move*> batch;
  while (!stop) {
    std::unique_lock lock(gate);
    gathered.wait(lock, [] { return !waiting.empty() || stop; });
    batch.swap(waiting);
    lock.unlock();
    PQsendQueryParams(pg, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 1);
    for (const Move* move : batch) {
      const char* place = move->row.data();
      const int size = static_cast<int>(move->row.size()), binary = 1;
      PQsendQueryPrepared(pg, "insert", 1, &place, &size, &binary, 1);
    }
    PQsendQueryParams(pg, "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 1);
    PQpipelineSync(pg);
    hear(pg, batch.size() + 2);
    for (Move* move : batch) move->done.release();
    batch.clear();
  }
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
    while (!move.done.try_acquire_for(std::chrono::milliseconds(200)))
      if (stop) return;
    millis->push_back(Millis(SteadyClock::now() - start).count());
  }
}

int main(int argc, char** argv) {
  PGconn* pg = PQconnectdb(argc > 1 ? argv[1] : "");
  good(pg, PQexec(pg,
                  "SET client_min_messages = error; SET synchronous_commit = on;"
                  "DROP TABLE IF EXISTS limit_event; CREATE TABLE limit_event"
                  "(number BIGSERIAL PRIMARY KEY, core TEXT NOT NULL)"));
  std::vector<std::vector<double>> millis(64);
  std::vector<std::thread> clients;
  std::thread writer(write_batches, pg);
  for (auto& mine : millis) clients.emplace_back(act, &mine);
  const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  gathered.notify_all();
  writer.join();
  for (auto& client : clients) client.join();
  std::vector<double> all;
  for (const auto& mine : millis) all.insert(all.end(), mine.begin(), mine.end());
  std::ranges::sort(all);
  std::printf("durable_limit_pg: %.0f moves/s, p99 %.2f ms\n", double(all.size()) / seconds,
              all.empty() ? 0 : all[all.size() * 99 / 100]);
}
