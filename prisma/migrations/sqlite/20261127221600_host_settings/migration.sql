-- AlterTable
ALTER TABLE "Host" ADD COLUMN "settings" TEXT;
