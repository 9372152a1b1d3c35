-- Streams that a reaction has parked, because it could not answer one of their events: it passes over their later events
-- until they are answered in order. Written with the reaction's checkpoint.
CREATE TABLE "ParkedStream" (
    "reaction" TEXT COLLATE "C" NOT NULL,
    "stream" TEXT COLLATE "C" NOT NULL,
    -- The first event that could not be answered.
    "position" BIGINT NOT NULL CHECK ("position" > 0),
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    "eventId" UUID NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT COLLATE "C" NOT NULL,
    "message" TEXT NOT NULL,
    "stack" TEXT NOT NULL,
    -- Of the code that could not.
    "codeHash" TEXT COLLATE "C" NOT NULL,
    -- Redrives that came to nothing.
    "tries" INTEGER NOT NULL DEFAULT 0,
    -- An operator has asked for another one.
    "isToRedrive" BOOLEAN NOT NULL DEFAULT FALSE,
    "parkedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "ParkedStream_pkey" PRIMARY KEY ("reaction", "stream")
);

-- Raised when a stream is parked or goes on: who has seen other marks moves nothing.
ALTER TABLE "ReactionCheckpoint" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0;
-- Hash of the code that would have parked too many streams: it answers nothing until an operator lets it.
ALTER TABLE "ReactionCheckpoint" ADD COLUMN "stoppedCode" TEXT COLLATE "C";
