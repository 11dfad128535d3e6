# The store's rows alone, and the bare group-commit loops they are measured against.
add_executable(store_rows store_rows.cc)
target_link_libraries(store_rows PRIVATE dengbao_store)
add_executable(durable_limit_sqlite durable_limit_sqlite.cc)
target_link_libraries(durable_limit_sqlite PRIVATE SQLite::SQLite3 Threads::Threads)
add_executable(durable_limit_pg durable_limit_pg.cc)
target_link_libraries(durable_limit_pg PRIVATE PostgreSQL::PostgreSQL Threads::Threads)
