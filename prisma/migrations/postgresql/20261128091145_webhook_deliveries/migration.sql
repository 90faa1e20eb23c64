-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "body" TEXT,
ADD COLUMN     "disabledAt" TIMESTAMP(3),
ADD COLUMN     "disabledReason" TEXT,
ADD COLUMN     "failingSince" TIMESTAMP(3),
ADD COLUMN     "name" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Delivery" (
    "sequence" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "raisedAt" TIMESTAMP(3) NOT NULL,
    "nextAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "tries" INTEGER NOT NULL,
    "attempts" TEXT NOT NULL,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "Occurrence" (
    "key" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Occurrence_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_id_key" ON "Delivery"("id");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_state_idx" ON "Delivery"("webhookId", "state");

-- CreateIndex
CREATE INDEX "Delivery_endedAt_idx" ON "Delivery"("endedAt");

-- CreateIndex
CREATE INDEX "Occurrence_at_idx" ON "Occurrence"("at");

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
