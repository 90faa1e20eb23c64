-- CreateTable
CREATE TABLE "Schedule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "deleteReady" BOOLEAN NOT NULL,
    "keepFailed" INTEGER NOT NULL,
    "pausedAt" TIMESTAMP(3),
    "pausedBy" TEXT,
    "dueAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,

    CONSTRAINT "Schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScheduleTime" (
    "id" TEXT NOT NULL,
    "scheduleId" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "by" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "runId" TEXT,
    "cleanUp" TEXT,

    CONSTRAINT "ScheduleTime_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Schedule_name_key" ON "Schedule"("name");

-- CreateIndex
CREATE INDEX "ScheduleTime_scheduleId_at_idx" ON "ScheduleTime"("scheduleId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ScheduleTime_scheduleId_dueAt_key" ON "ScheduleTime"("scheduleId", "dueAt");

-- AddForeignKey
ALTER TABLE "ScheduleTime" ADD CONSTRAINT "ScheduleTime_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "Schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
