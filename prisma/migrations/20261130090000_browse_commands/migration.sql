-- What operators ask of the command log: the newest ones page by page, and one by its id whoever has sent it. Both indexes
-- grow at their end as long as ids are made in the order of time.
CREATE INDEX "Command_recordedAt_id_idx" ON "Command" ("recordedAt", "id");
CREATE INDEX "Command_id_idx" ON "Command" ("id");
