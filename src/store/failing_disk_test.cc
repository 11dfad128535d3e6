// A disk that fills up or breaks at any single write or sync, under a real database file: what was
// acknowledged stays, what was not is not half there, and the store stops writing.

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <vector>

#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

// SQLite's own file layer with a countdown in front of every write and sync of the files whose
// name holds `victim`. Nothing is simulated below it.
struct Disk {
  enum class Fault { None, Full, WriteError, SyncError, NoIndex };
  Fault fault = Fault::None;
  int left = 0;  // calls that still go well
  bool struck = false;
} disk;

struct File {
  sqlite3_file base;
  sqlite3_file* real;
  bool elsewhere;  // on another disk, which has room
};

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->real;
}

bool strikes(bool sync) {
  if (disk.fault == Disk::Fault::None || disk.fault == Disk::Fault::NoIndex) return false;
  if (sync != (disk.fault == Disk::Fault::SyncError)) return false;
  if (disk.left-- > 0) return false;
  disk.struck = true;
  return true;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  if (strikes(false)) return disk.fault == Disk::Fault::Full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}
int sync_file(sqlite3_file* file, int flags) {
  if (strikes(true)) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int close_file(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* f, void* b, int n, sqlite3_int64 at) {
  return real(f)->pMethods->xRead(real(f), b, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 n) {
  return real(f)->pMethods->xTruncate(real(f), n);
}
int size_of_file(sqlite3_file* f, sqlite3_int64* n) {
  return real(f)->pMethods->xFileSize(real(f), n);
}
int lock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xLock(real(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xUnlock(real(f), level);
}
int reserved(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int control(sqlite3_file* f, int op, void* arg) {
  return real(f)->pMethods->xFileControl(real(f), op, arg);
}
int sector(sqlite3_file* f) {
  return real(f)->pMethods->xSectorSize(real(f));
}
int traits(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  if (disk.fault == Disk::Fault::NoIndex && !reinterpret_cast<File*>(f)->elsewhere) {
    return SQLITE_IOERR_SHMSIZE;
  }
  return real(f)->pMethods->xShmMap(real(f), region, size, extend, out);
}
int shm_lock(sqlite3_file* f, int from, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), from, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  real(f)->pMethods->xShmBarrier(real(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
  return real(f)->pMethods->xShmUnmap(real(f), remove);
}

const sqlite3_io_methods kMethods = {
    2,         close_file,  read_file, write_file, truncate_file, sync_file, size_of_file,
    lock_file, unlock_file, reserved,  control,    sector,        traits,    shm_map,
    shm_lock,  shm_barrier, shm_unmap, nullptr,    nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
  auto* below = static_cast<sqlite3_vfs*>(vfs->pAppData);
  auto* mine = reinterpret_cast<File*>(file);
  mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
  mine->elsewhere = name != nullptr && std::strstr(name, "/backup.db") != nullptr;
  const int code = below->xOpen(below, name, mine->real, flags, out);
  mine->base.pMethods = code == SQLITE_OK ? &kMethods : nullptr;
  return code;
}

class FailingDisk : public testing::Test {
 protected:
  FailingDisk() {
    below_ = sqlite3_vfs_find(nullptr);
    vfs_ = *below_;
    vfs_.zName = "failing";
    vfs_.pAppData = below_;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
    vfs_.xOpen = open_file;
    sqlite3_vfs_register(&vfs_, 1);
    disk = {};
  }
  ~FailingDisk() override {
    disk = {};
    sqlite3_vfs_register(below_, 1);
    sqlite3_vfs_unregister(&vfs_);
  }

  std::string path() const { return folder_.file("store.db"); }

  // One whole work: what a filing writes. Answers the code of its first failure, or "ok".
  static std::string file_case(Store& store, int n) {
    auto work = store.begin();
    if (!work) return work.error().code;
    const auto written = [&]() -> Status {
      CHECK((*work)->insert(an_event(n)));
      CHECK((*work)->put(a_case("C" + std::to_string(n))));
      CHECK((*work)->put_file("F" + std::to_string(n), std::string(20'000, 'x')));
      CHECK((*work)->put(HeadRow{n + 1, a_digest(static_cast<unsigned char>(n)), {}, "note"}));
      return (*work)->commit();
    }();
    return outcome(written);
  }

  Folder folder_;
  sqlite3_vfs* below_ = nullptr;
  sqlite3_vfs vfs_{};
};

// Whatever is in the file is whole: as many cases and files as events, and a head that says so.
void expect_whole(Reading& now, std::int64_t at_least, std::int64_t at_most) {
  const std::int64_t size = must(now.head()).size;
  EXPECT_GE(size, at_least) << "an acknowledged work is lost";
  EXPECT_LE(size, at_most);
  EXPECT_EQ(must(now.events(0, 1'000)).size(), static_cast<std::size_t>(size));
  EXPECT_EQ(must(now.cases({.limit = 1'000})).size(), static_cast<std::size_t>(size));
  EXPECT_EQ(must(now.file_digests()).size(), static_cast<std::size_t>(size));
  for (std::int64_t n = 0; n < size; ++n) {
    EXPECT_EQ(must(now.file("F" + std::to_string(n)))->size(), 20'000U);
  }
}

struct Injury {
  Disk::Fault fault;
  const char* code;
};

TEST_F(FailingDisk, EverySingleWriteAndSyncMayFail) {
  for (const Injury& injury :
       {Injury{Disk::Fault::Full, "store.disk_full"}, Injury{Disk::Fault::WriteError, "store.io"},
        Injury{Disk::Fault::SyncError, "store.io"}}) {
    int faults = 0;
    for (int left = 0;; ++left) {
      SCOPED_TRACE(std::string(injury.code) + " after " + std::to_string(left));
      std::filesystem::remove(path());
      auto store = must(open_store({path()}));
      ASSERT_EQ(file_case(*store, 0), "ok");
      disk = {injury.fault, left, false};
      const std::string answer = file_case(*store, 1);
      const bool struck = disk.struck;
      disk = {};
      if (!struck) {
        EXPECT_EQ(answer, "ok");
        break;
      }
      ++faults;
      EXPECT_EQ(answer, injury.code);
      EXPECT_EQ(file_case(*store, 1), "store.poisoned") << "no sync is tried a second time";
      expect_whole(*must(store->reading()), 1, 1);
      store.reset();
      store = must(open_store({path()}));
      const std::int64_t size = must(must(store->reading())->head()).size;
      expect_whole(*must(store->reading()), 1, 2);
      EXPECT_EQ(file_case(*store, static_cast<int>(size)), "ok") << "opened anew, it writes again";
      expect_whole(*must(store->reading()), size + 1, size + 1);
      store.reset();
    }
    EXPECT_GE(faults, 1) << injury.code << " was never provoked";
  }
}

// The WAL is moved into the file now and then; when that fails the work itself is safe.
TEST_F(FailingDisk, AFailingCheckpointStopsTheWritingOnly) {
  auto store = must(open_store({path()}));
  ASSERT_EQ(file_case(*store, 0), "ok");
  int n = 1;
  std::string answer = "ok";
  while (answer == "ok" && n < 2'000) {
    // Two syncs belong to a commit at most; the third in one work is the checkpoint's.
    disk = {Disk::Fault::SyncError, 1, false};
    auto work = store->begin();
    if (!work) {
      answer = work.error().code;
      break;
    }
    must((*work)->put_file("F" + std::to_string(n), std::string(200'000, 'y')));
    must((*work)->commit());
    ++n;
  }
  disk = {};
  EXPECT_EQ(answer, "store.poisoned");
  EXPECT_EQ(must(must(store->reading())->file_digests()).size(), static_cast<std::size_t>(n))
      << "every acknowledged work is there";
}

// A disk without a free byte has no room for the index that SQLite shares between programs. What is
// in the file and in its WAL is read all the same; nothing is written, not even at the end.
TEST_F(FailingDisk, WithoutRoomForTheIndexOneReads) {
  const Folder copy;
  const std::string moved = copy.file("store.db");
  {
    auto store = must(open_store({path()}));
    for (int n = 0; n < 3; ++n) ASSERT_EQ(file_case(*store, n), "ok");
    // As after a power cut: the last works are in the WAL only, and there is no index.
    std::filesystem::copy_file(path(), moved);
    std::filesystem::copy_file(path() + "-wal", moved + "-wal");
  }
  const auto size = std::filesystem::file_size(moved);
  const auto wal_size = std::filesystem::file_size(moved + "-wal");
  ASSERT_GT(wal_size, 0U);
  disk.fault = Disk::Fault::NoIndex;
  {
    auto store = must(open_store({moved, false}));
    expect_whole(*must(store->reading()), 3, 3);
    EXPECT_EQ(file_case(*store, 3), "store.disk_full");
    expect_whole(*must(store->reading()), 3, 3);
    must(store->copy_to(copy.file("backup.db")));
    EXPECT_EQ(outcome(open_store({copy.file("new.db"), true})), "store.disk_full");
  }
  EXPECT_EQ(std::filesystem::file_size(moved), size);
  EXPECT_EQ(std::filesystem::file_size(moved + "-wal"), wal_size);
  disk = {};
  auto store = must(open_store({moved, false}));
  expect_whole(*must(store->reading()), 3, 3);
  EXPECT_EQ(file_case(*store, 3), "ok");
  auto backup = must(open_store({copy.file("backup.db"), false}));
  expect_whole(*must(backup->reading()), 3, 3);
}

}  // namespace
}  // namespace dengbao::conformance
