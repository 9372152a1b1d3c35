-- How far each reaction has come. Not append-only: a lost checkpoint costs time, its commands are known by their ids.
CREATE TABLE "ReactionCheckpoint" (
    "reaction" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL CHECK ("position" >= 0),
    "eventId" UUID CHECK (("eventId" IS NULL) = ("position" = 0)),
    "incarnation" UUID NOT NULL,

    CONSTRAINT "ReactionCheckpoint_pkey" PRIMARY KEY ("reaction")
);
